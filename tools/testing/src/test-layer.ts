import {
  type Scalar,
  type Tensor,
  type Variable,
  grad,
  memory,
  mul,
  setBackend,
  sub,
  sum,
  tensor,
  tidy,
  variableGrads,
} from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { disagreement } from "./disagreement.ts";
import { awaitedEngines, defaultEngine, readableEngines } from "./engines.ts";
import { gradientError, weights } from "./gradient.ts";
import { expectNoLeak } from "./no-leak.ts";

/** What the suite needs of a layer; `Module` of @surenet/nn fits. */
export interface TestedLayer {
  forward(x: Tensor): Tensor;
  train(mode?: boolean): unknown;
  namedParameters(): [string, { readonly variable: Variable }][];
  stateDict(): Record<string, Tensor>;
  loadStateDict(dict: Record<string, Tensor>): void;
  toJSON(): unknown;
  dispose(): void;
}

export interface LayerCase {
  readonly name: string;
  /** A fresh layer; two calls with one seed give equal layers. */
  readonly make: (seed: number) => TestedLayer;
  /** The input's shape, batch axis first. */
  readonly input: readonly number[];
  /** The output's shape; the input's when omitted. */
  readonly output?: readonly number[];
  /** The promised Lipschitz constant for the 2-norm, tried on random pairs of points. */
  readonly lipschitz?: number;
  /** Allowed relative error of the gradient against finite differences (float32 engine). */
  readonly tolerance?: number;
  /** Constructions that must be refused, with the code of the error. */
  readonly refuses?: readonly (readonly [what: string, call: () => unknown, code: string])[];
  readonly engines?: readonly string[];
}

/** The conformance suite of a layer: shapes, gradients, state round trip, seeds, leaks, refusals, on every engine at hand. */
export function testLayer({
  name,
  make,
  input,
  output = input,
  lipschitz,
  tolerance = 5e-3,
  refuses = [],
  engines = readableEngines,
}: LayerCase): void {
  const x = (): Tensor => tensor(weights(size(input)), [...input]);

  describe.each(engines)(`${name} on %s`, (engine) => {
    beforeAll(async () => {
      await setBackend(engine);
      return () => setBackend(defaultEngine);
    });

    it("maps the input's shape to the output's", () => {
      tidy(() => void expect(withLayer(make, (layer) => layer.forward(x()).shape)).toEqual(output));
    });

    it("has the gradient of its input", () => {
      tidy(() => void expect(withLayer(make, (layer) => gradientError((a) => layer.forward(a), [x()]))).toBeLessThan(tolerance));
    });

    it("gives the same output for the same seed, in training and in evaluation", () => {
      for (const mode of [true, false]) {
        const run = (): number[] => tidy(() => withLayer(make, (layer) => (layer.train(mode), Array.from(layer.forward(x()).dataSync()))));
        expect(run()).toEqual(run());
      }
    });

    it("takes over another layer's state", () => {
      tidy(() => {
        const [first, second] = [make(1), make(2)];
        first.train(false);
        second.train(false);
        second.loadStateDict(first.stateDict());
        expect(second.forward(x())).toBeClose(first.forward(x()), 1e-6);
        expect(JSON.parse(JSON.stringify(second.toJSON()))).toEqual(JSON.parse(JSON.stringify(first.toJSON())));
        first.dispose();
        second.dispose();
      });
    });

    it("leaks nothing", async () => {
      await expectNoLeak(() => {
        const layer = make(1);
        tidy(() => void layer.forward(x()));
        layer.train(false);
        tidy(() => void layer.forward(x()));
        layer.dispose();
      });
    });

    it("leaves only its output behind when it runs outside a scope", () => {
      const layer = make(1).train(false) as TestedLayer;
      const [a, warm] = [x(), layer.forward(tensor(weights(size(input)), [...input]))];
      const before = memory().numTensors;
      const y = layer.forward(a);
      expect(memory().numTensors - before).toBe(y === a ? 0 : 1);
      for (const t of [a, warm, y]) t.dispose();
      layer.dispose();
    });

    if (lipschitz !== undefined) {
      it(`never moves two outputs further apart than ${lipschitz} times their inputs`, () => {
        tidy(() =>
          withLayer(make, (layer) => {
            layer.train(false);
            for (const scale of [1e-2, 1, 10]) {
              const [a, b] = [
                x(),
                tensor(
                  weights(2 * size(input))
                    .slice(size(input))
                    .map((v) => v * scale),
                  [...input],
                ),
              ];
              const moved = distances(layer.forward(a), layer.forward(b));
              distances(a, b).forEach((d, i) => expect(moved[i] ?? NaN).toBeLessThanOrEqual(lipschitz * d * (1 + 1e-5) + 1e-6));
            }
          }),
        );
      });
    }
  });

  it.each(awaitedEngines)(`${name} on %s computes what the cpu engine does, and its gradients`, async (engine) => {
    expect(await disagreement(engine, () => outputAndGradients(make, x()))).toBeLessThan(tolerance);
  });

  it.each(refuses)(`${name} refuses %s`, (_, call, code) => {
    expect(call).toThrowSurenet(code);
  });
}

/** The output of a fresh layer, and the gradients of a weighted sum of it with respect to the input and the parameters. */
function outputAndGradients(make: LayerCase["make"], x: Tensor): Tensor[] {
  return withLayer(make, (layer) => {
    layer.train(false);
    const loss = (a: Tensor): Tensor => {
      const y = layer.forward(a);
      return sum(mul(y, tensor(weights(y.size), y.shape)));
    };
    const variables = layer.namedParameters().map(([, { variable }]) => variable).filter(({ trainable }) => trainable); // prettier-ignore
    const slopes = variables.length === 0 ? {} : variableGrads(() => loss(x) as Scalar, variables).grads;
    return [layer.forward(x), grad(loss)(x), ...Object.values(slopes)];
  });
}

function withLayer<T>(make: LayerCase["make"], body: (layer: TestedLayer) => T): T {
  const layer = make(1);
  try {
    return body(layer);
  } finally {
    layer.dispose();
  }
}

/** The 2-norm of each sample's difference. */
function distances(a: Tensor, b: Tensor): number[] {
  const [rows, columns] = [a.shape[0] ?? 1, a.size / (a.shape[0] ?? 1)];
  const difference = sub(a, b).dataSync();
  return Array.from({ length: rows }, (_, i) => Math.hypot(...difference.slice(i * columns, (i + 1) * columns)));
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}

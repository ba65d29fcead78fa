import { type Tensor, add, elu, engine, fused, leakyRelu, matMul, prelu, relu, relu6, sigmoid, tensor, tidy } from "@tensorflow/tfjs-core";
import { expectNoLeak, weights } from "@surenet/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadSimd, simdOf, unloadSimd } from "./load.ts";
import { relaxed } from "./modules.ts";

const values = (...shape: number[]): Tensor => tensor(weights(shape.reduce((product, side) => product * side, 1)), shape);

const activations: [NonNullable<Parameters<typeof fused.matMul>[0]["activation"]>, (x: Tensor) => Tensor][] = [
  ["linear", (x) => x],
  ["relu", relu],
  ["relu6", relu6],
  ["elu", elu],
  ["sigmoid", sigmoid],
  ["leakyrelu", (x) => leakyRelu(x, 0.3)],
  ["prelu", (x) => prelu(x, tensor([0.1, 0.2, 0.3, 0.4, 0.5]))],
];

describe.each([true, false])("the modules on the engine's memory, deterministic: %s", (deterministic) => {
  beforeAll(async () => {
    await loadSimd(engine().backend, deterministic);
  });
  afterAll(async () => {
    await loadSimd(engine().backend);
  });

  it("deterministic takes the module without fused multiply-add", () => {
    const able = WebAssembly.validate(Buffer.from(relaxed, "base64"));
    expect(simdOf(engine().backend)?.variant).toBe(able && !deterministic ? "relaxed" : "simd");
  });

  it.each(activations)("a product with bias and %s is the three in turn", async (activation, apply) => {
    const [a, b] = [values(2, 4, 7), values(2, 7, 5)];
    const alpha = activation === "prelu" ? tensor([0.1, 0.2, 0.3, 0.4, 0.5]) : undefined;
    for (const bias of [undefined, values(5), values(4, 5)]) {
      const options = { a, b, activation, leakyreluAlpha: 0.3, ...(bias && { bias }), ...(alpha && { preluActivationWeights: alpha }) };
      await expectNoLeak(() => {
        tidy(() => {
          const product = matMul(a, b);
          expect(fused.matMul(options)).toBeClose(apply(bias === undefined ? product : add(product, bias)), 1e-6);
        });
      });
    }
  });
});

it("without a module the composed kernels do the work", async () => {
  const { backend } = engine();
  const product = (): number[] => tidy(() => [...matMul(values(2, 40, 30), values(2, 30, 40), true, true).dataSync()]);
  const ours = tidy(() => tensor(product()));
  expect(unloadSimd(backend)).toBeDefined();
  tidy(() => {
    expect(tensor(product())).toBeClose(ours, 1e-6);
  });
  await loadSimd(backend);
  ours.dispose();
});

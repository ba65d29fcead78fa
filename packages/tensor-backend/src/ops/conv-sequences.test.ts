import { type Tensor, grads, mul, ones, setBackend, sum, tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { defaultEngine, expectNoLeak, readableEngines, weights } from "@surenet/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { convSequences } from "./conv-sequences.ts";

describe.each(readableEngines)("convSequences on %s", (engine) => {
  beforeAll(async () => {
    await setBackend(engine);
    return () => setBackend(defaultEngine);
  });

  it("weighs neighbours, with the odd zero of an even filter on the right", () => {
    tidy(() => {
      const x = tensor([1, 2, 4], [1, 3, 1]);
      const filter = tensor([1, 10], [2, 1, 1]);
      expect(convSequences(x, filter, { padding: "valid" })).toBeClose([[[21], [42]]]);
      expect(convSequences(x, filter, { padding: "same" })).toBeClose([[[21], [42], [4]]]);
    });
  });

  it.each([
    { batch: 1, length: 1, inputs: 1, taps: 1, outputs: 1 },
    { batch: 2, length: 3, inputs: 2, taps: 3, outputs: 5 },
    { batch: 3, length: 9, inputs: 4, taps: 4, outputs: 3 },
    { batch: 2, length: 2, inputs: 3, taps: 5, outputs: 2 },
    { batch: 5, length: 17, inputs: 16, taps: 5, outputs: 8 },
  ])("and its gradients are the sums in float64: %o", ({ batch, length, inputs, taps, outputs }) => {
    for (const padding of ["same", "valid"] as const) {
      if (padding === "valid" && taps > length) continue;
      const shapes = { x: [batch, length, inputs], filter: [taps, inputs, outputs] };
      const [x, filter] = [weights(batch * length * inputs), weights(3 * taps * inputs * outputs).subarray(2 * taps * inputs * outputs)];
      const reach = padding === "same" ? length : length - taps + 1;
      const dy = weights(2 * batch * reach * outputs).subarray(batch * reach * outputs);
      const want = reference({ x, filter, dy, batch, length, inputs, taps, outputs, reach, before: padding === "same" ? (taps - 1) >> 1 : 0 });
      tidy(() => {
        const run = (...all: Tensor[]): Tensor => convSequences(...(all as [Tensor, Tensor]), { padding });
        const given = [tensor(x, shapes.x), tensor(filter, shapes.filter)];
        expect(run(...given)).toBeClose(tensor(want.y, [batch, reach, outputs]), 1e-4);
        const [dx, df] = grads((...all: Tensor[]) => sum(mul(run(...all), tensor(dy, [batch, reach, outputs]))))(given) as [Tensor, Tensor];
        expect(dx).toBeClose(tensor(want.dx, shapes.x), 1e-4);
        expect(df).toBeClose(tensor(want.df, shapes.filter), 2e-4);
      });
    }
  });

  it("leaves only its result behind", async () => {
    const [x, filter] = [ones([2, 4, 3]), ones([2, 3, 5])];
    await expectNoLeak(() => convSequences(x, filter, { padding: "same" }).dispose());
    await expectNoLeak(() => grads((...all) => sum(convSequences(...(all as [Tensor, Tensor]), { padding: "same" })))([x, filter]).forEach((t) => t.dispose()));
    for (const t of [x, filter]) t.dispose();
  });
}); // prettier-ignore

it("refuses what does not fit, naming it", () => {
  tidy(() => {
    expect(() => convSequences(zeros([2, 4, 3]), zeros([2, 2, 5]), { padding: "same" })).toThrowSurenet("E_SHAPE", /\[batch, length, 2\]/);
    expect(() => convSequences(zeros([4, 3]), zeros([2, 3, 5]), { padding: "same" })).toThrowSurenet("E_SHAPE", /\[batch, length, 3\]/);
    expect(() => convSequences(zeros([2, 4, 3]), zeros([3, 5]), { padding: "same" })).toThrowSurenet("E_SHAPE", /\[taps, in, out\]/);
    expect(() => convSequences(zeros([2, 4, 3]), zeros([5, 3, 2]), { padding: "valid" })).toThrowSurenet("E_SHAPE", /at least 5/);
  });
});

interface Case {
  readonly x: Float32Array;
  readonly filter: Float32Array;
  readonly dy: Float32Array;
  readonly batch: number;
  readonly length: number;
  readonly inputs: number;
  readonly taps: number;
  readonly outputs: number;
  /** Positions of the result, and zeros before the first of x. */
  readonly reach: number;
  readonly before: number;
}

/** y and the gradients of Σ y ∘ dy, in float64. */
function reference({ x, filter, dy, batch, length, inputs, taps, outputs, reach, before }: Case): Record<"y" | "dx" | "df", number[]> {
  const zeros = (size: number): number[] => Array.from({ length: size }, () => 0);
  const result = { y: zeros(dy.length), dx: zeros(x.length), df: zeros(filter.length) };
  const add = (to: number[], at: number, value: number): void => void (to[at] = (to[at] ?? NaN) + value);
  for (let n = 0; n < batch; n++)
    for (let i = 0; i < reach; i++)
      for (let u = 0; u < taps; u++) {
        const position = i + u - before;
        if (position < 0 || position >= length) continue;
        for (let c = 0; c < inputs; c++)
          for (let o = 0; o < outputs; o++) {
            const [atX, atF, atY] = [(n * length + position) * inputs + c, (u * inputs + c) * outputs + o, (n * reach + i) * outputs + o];
            add(result.y, atY, (x[atX] ?? NaN) * (filter[atF] ?? NaN));
            add(result.dx, atX, (dy[atY] ?? NaN) * (filter[atF] ?? NaN));
            add(result.df, atF, (dy[atY] ?? NaN) * (x[atX] ?? NaN));
          }
      }
  return result;
}

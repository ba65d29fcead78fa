import { matMul, setBackend, tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { defaultEngine, expectNoLeak, readableEngines, weights } from "@surenet/testing";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { spikeMatMul } from "./spike-mat-mul.ts";

const side = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 28, max: 70 }));

describe.each(readableEngines)("spikeMatMul on %s", (engine) => {
  beforeAll(async () => {
    await setBackend(engine);
    return () => setBackend(defaultEngine);
  });

  it("is the matrix product, for any size and any share of zeros", () => {
    fc.assert(
      fc.property(side, side, side, fc.constantFrom(-1, 0, 0.8, 1), (m, k, n, above) => {
        tidy(() => {
          const x = tensor(weights(m * k).map((value) => (value > above ? value : 0)), [m, k]); // prettier-ignore
          const w = tensor(weights(k * n), [k, n]);
          const want = k === 0 ? zeros([m, n]) : matMul(x, w);
          expect(spikeMatMul(x, w)).toBeClose(want, 1e-5);
        });
      }),
      { numRuns: 60 },
    );
  });

  it("adds up the rows that a spike meets", () => {
    tidy(() => {
      expect(spikeMatMul(tensor([[0, 1, 1], [0, 0, 0]]), tensor([[1, 2], [3, 4], [5, 6]]))).toBeClose([[8, 10], [0, 0]]); // prettier-ignore
    });
  });

  it("leaves only its result behind", async () => {
    const [x, w] = [tensor([[0, 1]]), tensor([[1], [2]])];
    await expectNoLeak(() => spikeMatMul(x, w).dispose());
    x.dispose();
    w.dispose();
  });
});

it("names the shapes that do not fit", () => {
  tidy(() => {
    expect(() => spikeMatMul(zeros([2, 3]), zeros([4, 5]))).toThrowSurenet("E_SHAPE", /\[2, 3\] and \[4, 5\]/);
    expect(() => spikeMatMul(zeros([3]), zeros([3, 5]))).toThrowSurenet("E_SHAPE", /\[batch, n\]/);
  });
});

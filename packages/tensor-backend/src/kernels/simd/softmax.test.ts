import { softmax, tensor, tidy } from "@tensorflow/tfjs-core";
import { weights } from "@surenet/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { testModules } from "../../../test/kernel-modules.ts";
import { logSoftmax } from "../../ops/log-softmax.ts";

/** A row's largest number, and the logarithm of the sum of its exponentials below that, in float64. */
function normaliser(row: ArrayLike<number>): { shift: number; log: number } {
  const numbers = Array.from(row);
  const shift = Math.max(...numbers);
  return { shift, log: Math.log(numbers.reduce((sum, x) => sum + Math.exp(x - shift), 0)) };
}

describe.each(await testModules())("rows of exponentials: $name", ({ kernels, place, room, read, clear }) => {
  it("are float64's to a few rounding errors, for any size, scale and spread", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 37 }), fc.constantFrom(0.1, 5, 60), (m, n, spread) => {
        const x = weights(m * n).map((value) => value * spread + 100);
        const scales = Float32Array.from({ length: m }, (_, i) => [1, -2, 0, 0.5][i] ?? 1);
        const [y, shifts, logs, logP] = [room(m * n), room(m), room(m), room(m * n)] as const;
        const at = place(x);
        kernels.softmaxRows(m, n, at, y, place(scales), 0, 0);
        kernels.softmaxRows(m, n, at, 0, 0, shifts, logs);
        kernels.shiftRows(m, n, at, shifts, logs, logP);
        const got = { y: read(y, m * n), shifts: read(shifts, m), logs: read(logs, m), logP: read(logP, m * n) };
        clear();
        for (let i = 0; i < m; i++) {
          const row = x.subarray(i * n, (i + 1) * n);
          const { shift, log } = normaliser(row);
          expect(got.shifts[i]).toBe(shift);
          expect(Math.abs((got.logs[i] ?? NaN) - log)).toBeLessThan(3e-7 * (1 + log));
          row.forEach((value, j) => {
            const want = value - shift - log;
            const p = Math.exp(want) * (scales[i] ?? NaN);
            expect(Math.abs((got.logP[i * n + j] ?? NaN) - want)).toBeLessThan(4e-7 * (1 + Math.abs(want)));
            const tolerance = 4e-7 + 6e-8 * Math.abs(value - shift); // the second from rounding x - shift; below the smallest normal number counts 0
            expect(Math.abs((got.y[i * n + j] ?? NaN) - p)).toBeLessThanOrEqual(tolerance * Math.abs(p) + 2.4e-38);
          });
        }
      }),
      { numRuns: 60 },
    );
  });

  it("keep a million numbers apart from their sum", () => {
    // the float32 sum of a million ones and as many times e^-14 = 8.3e-7 would lose the small ones
    const n = 1_000_000;
    const x = Float32Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 0 : -14));
    const [shifts, logs] = [room(1), room(1)];
    kernels.softmaxRows(1, n, place(x), 0, 0, shifts, logs);
    expect(read(logs, 1)[0]).toBe(Math.fround(Math.log((n / 2) * (1 + Math.exp(-14)))));
    clear();
  });
});

it("a class that cannot be has probability 0, and a row with a NaN has no other number", () => {
  tidy(() => {
    const x = tensor([[0, -Infinity, 0, -Infinity, -Infinity], [1, 2, NaN, 4, 5], [1, NaN, 3, 4, NaN]]); // prettier-ignore
    const rows = softmax(x).arraySync() as number[][];
    expect(rows[0]).toEqual([0.5, 0, 0.5, 0, 0]);
    expect(rows.slice(1).flat().every(Number.isNaN)).toBe(true); // prettier-ignore
    expect(logSoftmax(tensor([0, -Infinity]))).toBeClose([0, -Infinity]);
  });
});

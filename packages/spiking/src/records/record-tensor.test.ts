import { tensor, tidy } from "@tensorflow/tfjs-core";
import { expectNoLeak } from "@surenet/testing";
import { expect, it } from "vitest";
import { extrapolateForward, extrapolateNearest } from "./extrapolate.ts";
import { interpolateDecay, interpolateElapsed, interpolateLinear, interpolateNearest, interpolateNext } from "./interpolate.ts";
import { RecordTensor } from "./record-tensor.ts";

function recorded(...values: number[]): RecordTensor {
  const record = new RecordTensor({ dtMs: 0.5, durationMs: 1, inclusive: true });
  for (const value of values) record.push(tensor([value]));
  return record;
}

it("holds ⌈duration/dt⌉ samples, one more when inclusive, and at least one", () => {
  const size = (dtMs: number, durationMs: number, inclusive: boolean): number => new RecordTensor({ dtMs, durationMs, inclusive }).size;
  expect([size(1, 3, true), size(1, 3, false), size(1, 2.5, true), size(1, 0, false), size(0.1, 0.3, true)]).toEqual([4, 3, 4, 1, 4]);
});

it("reads back in time, with any interpolation", () => {
  tidy(() => {
    const record = recorded(1, 2, 4, 8); // 8 now, 4 half a millisecond ago, 2 one millisecond ago
    expect(record.dump()).toBeClose([[8], [4], [2]]);
    expect(record.readRange(2)).toBeClose([[4, 8]]);
    expect(record.select(0.5)).toBeClose([4]);
    expect(record.select(0.6)).toBeClose([2]); // the older neighbour
    const at = (interpolation: Parameters<RecordTensor["select"]>[1]): ReturnType<RecordTensor["select"]> =>
      record.select(0.4, interpolation);
    expect(at({ interpolation: interpolateNext })).toBeClose([8]);
    expect(at({ interpolation: interpolateNearest })).toBeClose([4]); // 0.1 ms after the older one
    expect(at({ interpolation: interpolateLinear })).toBeClose([4.8]); // 4 + (8 − 4) · 0.1/0.5
    expect(at({ interpolation: interpolateDecay(2) })).toBeClose([4 * Math.exp(-0.05)]);
    expect(at({ interpolation: interpolateElapsed })).toBeClose([4.1]);
    expect(record.select(tensor([[0, 0.5, 1]]))).toBeClose([[8, 4, 2]]); // several times for one element
    record.dispose();
  });
});

it("writes a late sample into the past", () => {
  tidy(() => {
    const record = recorded(1, 2, 4);
    record.insert(tensor([3]), tensor([0.4]), { extrapolation: extrapolateForward }); // 1 above the 2 of 0.1 ms before: 5 above after 0.5 ms
    expect(record.dump()).toBeClose([[7], [2], [1]]);
    record.insert(tensor([9]), tensor([0.5]), { extrapolation: extrapolateNearest }); // exactly on a record: replaces it
    expect(record.dump()).toBeClose([[7], [9], [1]]);
    record.dispose();
  });
});

it("pops the newest sample, which becomes the oldest", () => {
  tidy(() => {
    const record = recorded(1, 2, 4);
    expect(record.pop()).toBeClose([4]);
    expect(record.dump()).toBeClose([[2], [1], [4]]);
    record.dispose();
  });
});

it("refuses times outside, samples of another shape and reads before the first", () => {
  tidy(() => {
    const record = recorded(1);
    expect(() => record.select(1.5)).toThrowSurenet("E_VALUE", /0 to 1 ms.*1\.5/);
    expect(() => record.select(-0.5)).toThrowSurenet("E_VALUE", /-0\.5/);
    expect(() => record.push(tensor([1, 2]))).toThrowSurenet("E_SHAPE", /\[1\].*\[2\]/);
    record.dispose();
    expect(() => record.peek()).toThrowSurenet("E_STATE");
  });
});

it("leaks nothing and does not grow", async () => {
  await expectNoLeak(() => tidy(() => recorded(1, 2, 3, 4, 5).dispose()));
});

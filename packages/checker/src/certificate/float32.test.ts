import { expect, it } from "vitest";
import { everyOp } from "../../test/every-op.ts";
import { float32Network, STYLES } from "../../test/float32-network.ts";
import { sequence } from "../../test/sequence.ts";
import { evaluate } from "../network/evaluate.ts";
import type { Op } from "../network/op.ts";
import { certifyPoint } from "./certify-point.ts";
import { forward } from "./forward.ts";
import { proveNetwork } from "./prove-network.ts";

const next = sequence(31);
const floats = (length: number): Float32Array => Float32Array.from({ length }, next);
const dense = (rows: number, columns: number): Op => ({
  op: "dense",
  weight: { rows, columns, data: floats(rows * columns).map((value) => (2 * value) / Math.sqrt(rows)) },
  bias: floats(columns),
});
const side = { size: 4, kernel: 3, stride: 1, dilation: 1, padding: [1, 1], mode: "zeros" } as const;
const network = (): Op[] => [
  { op: "convolution", map: { axes: [side, { ...side, stride: 2 }], inChannels: 2, outChannels: 4, groups: 2, kernel: floats(36) }, bias: floats(4) },
  { op: "groupSort", groupSize: 2 },
  { op: "windowNorm", windows: { offsets: Int32Array.from({ length: 17 }, (_, i) => 2 * i), sources: Int32Array.from({ length: 32 }, (_, i) => i) }, factors: new Float64Array(16).fill(1) },
  dense(16, 12),
  { op: "maxMin", channels: 12 },
  dense(24, 4),
]; // prettier-ignore
const exact = (ops: readonly Op[], x: Float32Array): Float64Array =>
  ops.reduce<Float64Array>((state, op) => evaluate(op, state), Float64Array.from(x));

it("bounds how far every way of adding up drifts from exact arithmetic, at and around a point", () => {
  let largest = 0;
  for (let trial = 0; trial < 12; trial++) {
    const ops = network();
    const proved = proveNetwork(ops);
    const x = floats(32);
    const { drift } = forward(proved, x);
    for (const style of STYLES) {
      const run = float32Network(ops.slice(0, -1), style);
      const { slack, slope } = drift[style === "truncated" ? "f32AnyRound" : "f32Ieee"];
      for (const reach of [0, 0.1, 3]) {
        const moved = x.map((value) => value + reach * next());
        const r = norm(moved.map((value, i) => value - (x[i] as number)));
        const state = exact(ops.slice(0, -1), moved);
        const apart = norm(run(moved).map((value, i) => value - (state[i] as number)));
        largest = Math.max(largest, apart / (slack + slope * r));
      }
    }
  }
  expect(largest).toBeLessThan(1);
  expect(largest).toBeGreaterThan(1e-3); // the bound is about something that happens
});

it("keeps the float32 class within the float32 radius, and loses it beyond the radius of exact arithmetic", () => {
  // f = (x + 1, 1.5) with 1 = 0.1 · 10: near the boundary x = 0.5 the rounding of the sum decides
  const tenths = Float32Array.from({ length: 10 }, () => Math.fround(0.1));
  const weight = Float32Array.from({ length: 22 }, (_, i) => (i % 2 === 0 ? (i === 0 ? 1 : i === 2 ? 0 : (tenths[0] as number)) : 0));
  const ops: Op[] = [{ op: "dense", weight: { rows: 11, columns: 2, data: weight }, bias: Float32Array.of(0.1, 1.5) }];
  const centre = new Float32Array(11).fill(1);
  const { predicted, radius } = certifyPoint(proveNetwork(ops), centre);
  expect(predicted).toBe(0);
  expect(radius.real).toBeGreaterThan(radius.f64Checked);
  expect(radius.f64Checked).toBeGreaterThan(radius.f32Ieee);
  expect(radius.f32Ieee).toBeGreaterThan(radius.f32AnyRound);
  const slopes = Array.from({ length: 11 }, (_, i) => weight[2 * i] as number);
  const length = norm(slopes);
  const classesAt = (share: number): Set<number> => {
    const x = centre.map((value, i) => value - ((slopes[i] as number) / length) * share);
    return new Set(STYLES.map((style) => { const [a = 0, b = 0] = float32Network(ops, style)(x); return a > b ? 0 : 1; })); // prettier-ignore
  };
  expect(classesAt(radius.f32AnyRound * (1 - 1e-7))).toEqual(new Set([0]));
  expect(classesAt(radius.real * (1 + 1e-5))).toEqual(new Set([1]));
});

it("never changes class inside the labelled radius on networks of every op", () => {
  let tried = 0;
  for (let seed = 1; seed <= 25; seed++) {
    const ops = everyOp(seed);
    const proved = proveNetwork(ops);
    const x = floats(16);
    const { predicted, radius } = certifyPoint(proved, x);
    for (let k = 0; k < (radius.f32Ieee > 0 ? 20 : 0); k++, tried++) {
      const direction = x.map(next);
      const moved = x.map((value, i) => value + ((direction[i] as number) / norm(direction)) * radius.f32Ieee * (1 - 1e-6));
      let state = Float64Array.from(moved);
      for (const op of ops) state = Float64Array.from(evaluate(op, state), Math.fround);
      expect(state.indexOf(Math.max(...state))).toBe(predicted);
    }
  }
  expect(tried).toBeGreaterThan(300);
});

it("promises nothing in float32 about numbers that could overflow or outgrow the proof, and still something in exact arithmetic", () => {
  const ops: Op[] = [{ op: "dense", weight: { rows: 1, columns: 2, data: Float32Array.of(2 ** 21, -(2 ** 21)) } }];
  const huge = certifyPoint(proveNetwork([{ op: "scale", factor: 1e9 }, ...ops]), Float32Array.of(1)).radius;
  expect([huge.f32Ieee, huge.f32AnyRound]).toEqual([0, 0]);
  expect(huge.f64Checked).toBeClose(1, 1e-8);
});

function norm(a: ArrayLike<number>): number {
  return Math.sqrt(Array.from(a).reduce((sum, value) => sum + value * value, 0));
}

import { expect, it } from "vitest";
import { certifyPoint } from "../certificate/certify-point.ts";
import { proveNetwork } from "../certificate/prove-network.ts";
import type { ConvolutionAxis, ConvolutionMap } from "./convolution-map.ts";
import { evaluate } from "./evaluate.ts";
import { lipschitzConstant } from "./lipschitz-constant.ts";
import type { Dense, Op } from "./op.ts";
import { roundingError } from "./rounding-error.ts";
import { FLOAT64 } from "../arithmetic/labels.ts";
import { searchedClaims } from "../claims/searched-claims.ts";
import { newBounds } from "./bounds.ts";
import { rareOps } from "./rare/rare-ops.ts";

const next = sequence(21);
const floats = (length: number): Float32Array => Float32Array.from({ length }, next);
const dense = (rows: number, columns: number): Dense => ({
  op: "dense",
  weight: { rows, columns, data: floats(rows * columns) },
  bias: floats(columns),
});
const axis = (stride: number, mode: ConvolutionAxis["mode"]): ConvolutionAxis => ({
  size: 4,
  kernel: 3,
  stride,
  dilation: 1,
  padding: [1, 1],
  mode,
});
const map: ConvolutionMap = {
  axes: [axis(2, "reflect"), axis(1, "circular")],
  inChannels: 1,
  outChannels: 2,
  groups: 1,
  kernel: floats(18),
};
const halves = { offsets: Int32Array.of(0, 8, 16), sources: Int32Array.from({ length: 16 }, (_, i) => (i % 2) * 8 + (i >> 1)) };

/** Every op of 16 inputs, that is of 4 by 4 pixels. */
const ops: Op[] = [
  { op: "convolution", map, bias: floats(2) },
  { op: "convolutionTranspose", map, bias: floats(1) },
  { op: "gather", sources: Int32Array.of(3, -1, 3, 0, 15, 3) },
  { op: "windowSum", windows: halves, factors: Float64Array.of(0.3, -2) },
  { op: "windowNorm", windows: halves, factors: Float64Array.of(0.3, -2) },
  { op: "centre", windows: halves },
  { op: "shift", shift: Float64Array.of(1, 2), size: 16 },
  {
    op: "branches",
    branches: [
      { weight: 0.3, ops: [] },
      { weight: -0.7, ops: [dense(16, 5), dense(5, 16)] },
    ],
  },
  { op: "concat", branches: [[], [dense(16, 5), { op: "groupSort", groupSize: 5 }]] },
  { op: "concat", parts: [6, 10], branches: [[dense(6, 4)], [{ op: "scale", factor: -1.5 }]] },
  { op: "reluReflection", inner: dense(16, 3) },
  { op: "reluReflection", inner: { op: "convolution", map, bias: floats(2) } },
];

it.each(ops.map((op) => [op.op, op] as const))("%s: no pair of points is moved apart by more than the constant", (_, op) => {
  const constant = lipschitzConstant(op);
  expect(constant).toBeLessThan(Infinity);
  let largest = 0;
  for (let k = 0; k < 400; k++) {
    const a = Float64Array.from({ length: 16 }, next);
    const b = a.map((v) => v + next() * 10 ** Math.round(2 * next()));
    const [fa, fb] = [evaluate(op, a), evaluate(op, b)];
    largest = Math.max(largest, distance(fa, fb) / distance(a, b));
  }
  expect(largest).toBeLessThanOrEqual(constant * (1 + 1e-12));
  expect(largest).toBeGreaterThan(constant / 8);
});

it.each(ops.map((op) => [op.op, op] as const))(
  "%s: the float64 rounding error is far below its bound, which is far below what matters",
  (_, op) => {
    const { perNorm, constant } = roundingError(op, FLOAT64, newBounds(searchedClaims(), rareOps));
    expect(perNorm + constant).toBeLessThan(1e-11);
    for (let k = 0; k < 50; k++) {
      const x = Float64Array.from({ length: 16 }, next);
      // one unit in the last place of the input moves the output by the constant times that, and both evaluations may round
      const once = evaluate(op, x);
      const again = evaluate(
        op,
        x.map((v) => v * (1 + 2 ** -52)),
      );
      expect(distance(once, again)).toBeLessThanOrEqual(lipschitzConstant(op) * 2 ** -52 * norm(x) + 2 * (perNorm * norm(x) + constant));
    }
  },
);

it("pools: an average over disjoint windows of n, times √n, is 1-Lipschitz, and the constant says so", () => {
  const factors = Float64Array.of(1 / Math.sqrt(8), 1 / Math.sqrt(8));
  expect(lipschitzConstant({ op: "windowSum", windows: halves, factors })).toBeClose(1, 1e-8);
  expect(lipschitzConstant({ op: "windowNorm", windows: halves, factors: Float64Array.of(1, 1) })).toBeClose(1, 1e-8);
  expect(
    evaluate(
      { op: "windowNorm", windows: { offsets: Int32Array.of(0, 2), sources: Int32Array.of(0, 1) }, factors: Float64Array.of(2) },
      Float64Array.of(3, 4),
    ),
  ).toBeClose([10]);
});

it("reflects: with one unit row the block is a reflection of the half space beyond the bias", () => {
  // V = (1, 0): x - 2 relu(x_0 - 1) e_0
  const inner: Dense = { op: "dense", weight: { rows: 2, columns: 1, data: Float32Array.of(1, 0) }, bias: Float32Array.of(-1) };
  expect(evaluate({ op: "reluReflection", inner }, Float64Array.of(3, 5))).toBeClose([-1, 5]);
  expect(evaluate({ op: "reluReflection", inner }, Float64Array.of(0, 5))).toBeClose([0, 5]);
  expect(lipschitzConstant({ op: "reluReflection", inner })).toBeClose(1, 1e-9);
});

it("certifies through all of them: no random walk inside the radius changes the class", () => {
  let tried = 0;
  for (let trial = 0; trial < 20; trial++) {
    const chain: Op[] = [
      { op: "centre", windows: halves },
      { op: "shift", shift: Float64Array.of(next(), next()), size: 16 },
      { op: "reluReflection", inner: { op: "convolution", map, bias: floats(2) } },
      {
        op: "branches",
        branches: [
          { weight: 0.5, ops: [] },
          {
            weight: 0.5,
            ops: [
              { op: "maxMin", channels: 1 },
              { op: "gather", sources: Int32Array.from({ length: 16 }, (_, i) => 2 * i) },
            ],
          },
        ],
      },
      { op: "convolution", map, bias: floats(2) },
      { op: "windowNorm", windows: halves, factors: Float64Array.of(1, 0.7) },
      dense(2, 3),
    ];
    const network = proveNetwork(chain);
    const x = Float64Array.from({ length: 16 }, next);
    const { predicted, radius: { f64Checked: radius } } = certifyPoint(network, x); // prettier-ignore
    for (let k = 0; k < (radius > 0 ? 60 : 0); k++, tried++) {
      const direction = x.map(next);
      const moved = x.map((v, i) => v + ((direction[i] as number) / norm(direction)) * radius * 0.999999);
      const logits = chain.reduce<Float64Array>((state, op) => evaluate(op, state), moved);
      expect(logits.indexOf(Math.max(...logits))).toBe(predicted);
    }
  }
  expect(tried).toBeGreaterThan(500);
});

function norm(a: Float64Array): number {
  return Math.sqrt(a.reduce((sum, value) => sum + value * value, 0));
}

function distance(a: Float64Array, b: Float64Array): number {
  return norm(a.map((value, i) => value - (b[i] as number)));
}

/** A reproducible sequence in [-1, 1]. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => ((state = (state * 48271) % 2147483647) / 2147483647) * 2 - 1;
}

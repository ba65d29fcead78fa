import { expect, it } from "vitest";
import { evaluate } from "../network/evaluate.ts";
import { lipschitzConstant } from "../network/lipschitz-constant.ts";
import type { Op } from "../network/op.ts";
import { certifyPoint } from "./certify-point.ts";
import { proveNetwork } from "./prove-network.ts";

/** A reproducible sequence in [-1, 1] for the random networks of this file. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => ((state = (state * 48271) % 2147483647) / 2147483647) * 2 - 1;
}

const dense = (rows: number, columns: number, next: () => number): Op => ({
  op: "dense",
  weight: { rows, columns, data: Float32Array.from({ length: rows * columns }, () => next() * 1.5) },
  bias: Float32Array.from({ length: columns }, next),
});

it("gives the distance to the boundary of a linear classifier", () => {
  // f = (x, -x): the boundary is x = 0, so the point 3 has radius 3: margin 6 over |w_0 - w_1| = 2
  const network = proveNetwork([{ op: "dense", weight: { rows: 1, columns: 2, data: Float32Array.of(1, -1) } }]);
  const { predicted, radius } = certifyPoint(network, Float32Array.of(3));
  expect(predicted).toBe(0);
  expect(radius.real).toBeClose(3, 1e-8);
  expect(radius.f64Checked).toBeLessThan(3);
  expect(radius.f64Checked).toBeGreaterThan(3 * (1 - 1e-8));
  // float32: each output may be off by 3 roundings of |w||x'|, about 3·2^-24·3 of the margin 6 - 2r; twice that where the direction is not fixed
  expect(3 - radius.f32Ieee).toBeClose(3 * 3 * 2 ** -24 * 2, 2e-7);
  expect(3 - radius.f32AnyRound).toBeGreaterThan(3 - radius.f32Ieee);
});

it("promises nothing on a boundary", () => {
  const network = proveNetwork([{ op: "dense", weight: { rows: 1, columns: 2, data: Float32Array.of(1, -1) } }]);
  expect(certifyPoint(network, Float32Array.of(0)).radius).toEqual({ real: 0, f64Checked: 0, f32Ieee: 0, f32AnyRound: 0 });
});

it("holds on random networks of every op: no random walk inside the radius changes the class", () => {
  const next = sequence(11);
  let tried = 0;
  for (let trial = 0; trial < 60; trial++) {
    const angles = Array.from({ length: 3 }, () => next() * 3);
    const ops: Op[] = [
      dense(4, 6, next),
      { op: "groupSort", groupSize: trial % 2 === 0 ? 2 : 6 },
      dense(6, 6, next),
      { op: "houseHolder", sine: Float64Array.from(angles, Math.sin), cosine: Float64Array.from(angles, Math.cos) },
      { op: "scale", factor: 0.7 },
      { op: "prelu", positive: 1, negative: Float32Array.of(-0.5) },
      { op: "maxMin", channels: 3 },
      dense(12, 3, next),
    ];
    const network = proveNetwork(ops);
    const x = Float64Array.from({ length: 4 }, next);
    const { predicted, radius: { f64Checked: radius } } = certifyPoint(network, x); // prettier-ignore
    for (let k = 0; k < (radius > 0 ? 40 : 0); k++, tried++) {
      const direction = Array.from(x, next);
      const length = Math.hypot(...direction);
      const moved = x.map((v, i) => v + ((direction[i] as number) / length) * radius * 0.999999);
      const logits = ops.reduce<Float64Array>((state, op) => evaluate(op, state), moved);
      expect(logits.indexOf(Math.max(...logits))).toBe(predicted);
    }
  }
  expect(tried).toBeGreaterThan(1000);
});

it("gives every op a constant that no pair of points exceeds", () => {
  const next = sequence(5);
  const ops: Op[] = [
    dense(6, 5, next),
    { op: "groupSort", groupSize: 3 },
    { op: "maxMin", channels: 2 },
    { op: "prelu", positive: 1, negative: Float32Array.of(0.3, -1.7) },
    { op: "houseHolder", sine: Float64Array.of(0.6, 1, 0), cosine: Float64Array.of(0.8, 0, 1) },
    { op: "scale", factor: -2 },
  ];
  for (const op of ops) {
    const constant = lipschitzConstant(op);
    for (let k = 0; k < 300; k++) {
      const a = Float64Array.from({ length: 6 }, next);
      const b = a.map((v) => v + next() * 10 ** Math.round(3 * next()));
      const [fa, fb] = [evaluate(op, a), evaluate(op, b)];
      const moved = Math.hypot(...fa.map((v, i) => v - (fb[i] as number)));
      expect(moved).toBeLessThanOrEqual(constant * Math.hypot(...a.map((v, i) => v - (b[i] as number))) * (1 + 1e-12));
    }
  }
});

it("refuses a chain without a dense head and weights without a bound", () => {
  expect(() => proveNetwork([{ op: "scale", factor: 2 }])).toThrow(/last op must be dense/);
  const next = sequence(3);
  const broken: Op = { op: "dense", weight: { rows: 2, columns: 2, data: Float32Array.of(1, NaN, 0, 1) } };
  expect(() => proveNetwork([broken, dense(2, 2, next)])).toThrow(/op 0 \(dense\) has no finite Lipschitz bound/);
});

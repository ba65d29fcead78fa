import { type Tensor, concat, neg, slice } from "@tensorflow/tfjs-core";
import { ArrayDataset } from "@surenet/data";
import type { Certificate } from "@surenet/lipschitz";
import { Module } from "@surenet/nn";
import { createRng } from "@surenet/tensor-backend";
import { expectNoLeak } from "@surenet/testing";
import { expect, it } from "vitest";
import { type Attacked, attackSamples } from "./attack-samples.ts";

/** Class 1 where x > 0, so that a point's distance from the boundary is |x|. */
class RightSide extends Module {
  forward(x: Tensor): Tensor {
    const first = slice(x, [0, 0], [-1, 1]);
    return concat([neg(first), first], 1);
  }
}

// at distance 0.2, 0.6 and 1; the last one is on the wrong side
const data = new ArrayDataset({
  inputs: Float32Array.of(-0.2, 0, 0.6, 0, 1, 0, -1, 0),
  inputShape: [2],
  targets: Int32Array.of(0, 1, 1, 1),
  classes: 2,
});
const distances = [0.2, 0.6, 1, 1];

function attack(radii: readonly number[], signal = new AbortController().signal): Promise<Attacked> {
  const predicted = [0, 1, 1, 0];
  const certificates = radii.map((radius, i): Certificate => ({
    predicted: predicted[i] ?? 0,
    radius,
    radiusBy: { real: radius, f64Checked: radius, f32Ieee: radius, f32AnyRound: radius },
    bound: 1,
    radii: [],
    method: "pairwise",
    arithmetic: "f64-checked",
  }));
  return attackSamples(new RightSide(), data, { certificates, epsilons: [0.1, 0.5], rng: createRng(0), signal });
}

it("finds the points whose boundary lies within ε, and breaks no certificate that holds", async () => {
  // at 0.1 all three that are right stay so, at 0.5 the first does not; certificates above 0.1: three, above 0.5: two
  expect(await attack(distances)).toEqual({ accuracy: { "0.1": 0.75, "0.5": 0.5 }, tried: 5, broken: 0 });
  await expectNoLeak(() => attack(distances));
});

it("breaks a certificate that promises twice the distance", async () => {
  expect(await attack([0.6, 1.2, 2, 2])).toMatchObject({ tried: 6, broken: 1 }); // 0.2 < 0.5 < 0.6
});

it("stops when it is told to", async () => {
  await expect(attack(distances, AbortSignal.abort())).rejects.toMatchObject({ name: "AbortError" });
});

import { dispose, tensor, tidy } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { createRng } from "@surenet/tensor-backend";
import { accuracy, Adam, Flatten, fit, type TrainOptions } from "@surenet/nn";
import { expectNoLeak } from "@surenet/testing";
import { GroupSort2 } from "../activations/group-sort.ts";
import { lipschitzBound } from "../certify/certify.ts";
import { FrobeniusLinear } from "../linear/frobenius-linear.ts";
import { CertifiedCrossEntropyLoss } from "../losses/certified-cross-entropy.ts";
import { Sequential } from "../module/sequential.ts";
import { SllConv2d } from "../residual/sll-conv2d.ts";
import { AolConv2d } from "./aol-conv2d.ts";
import { OrthogonalConv2d } from "./orthogonal-conv2d.ts";
import { OrthogonalPatchConv2d } from "./orthogonal-patch-conv2d.ts";
import { ShiftConv2d } from "./shift-conv2d.ts";
import { SpectralConv2d } from "./spectral-conv2d.ts";

/** Bars on 8 by 8 pixels, lying or standing, in noise: no linear layer on the mean image tells them apart. */
function bars(count: number, seed: number): TrainOptions["data"] {
  const { values } = createRng(seed);
  const inputs = values.normal(count * 64).map((v) => 0.3 * v);
  const targets = Int32Array.from({ length: count }, (_, i) => i % 2);
  const places = values.uniform(count);
  targets.forEach((standing, i) => {
    const line = Math.floor((places[i] ?? 0) * 8);
    for (let t = 0; t < 8; t++) {
      const at = 64 * i + (standing === 1 ? 8 * t + line : 8 * line + t);
      inputs[at] = (inputs[at] ?? 0) + 1;
    }
  });
  return {
    size: count,
    inputShape: [8, 8, 1],
    classes: 2,
    async *batches({ batchSize }) {
      for (let from = 0; from < count; from += batchSize) {
        const input = tensor(inputs.subarray(64 * from, 64 * (from + batchSize)), [batchSize, 8, 8, 1]);
        yield { input, target: tensor(targets.subarray(from, from + batchSize), [batchSize], "int32"), size: batchSize };
      }
    },
  };
}

const make = (seed: number): Sequential => {
  const rng = createRng(seed);
  return new Sequential([
    new OrthogonalPatchConv2d(1, 8, { kernelSize: 4, stride: 2, rng }),
    new GroupSort2(),
    new OrthogonalConv2d(8, 8, { kernelSize: 3, rng }),
    new GroupSort2(),
    new ShiftConv2d(8, 8, { rng }),
    new SpectralConv2d(8, 8, { kernelSize: 3, padding: 1, paddingMode: "reflect", rng }),
    new GroupSort2(),
    new AolConv2d(8, 8, { kernelSize: 3, padding: 1, rng }),
    new SllConv2d(8, { kernelSize: 3, rng }),
    new Flatten(),
    new FrobeniusLinear(128, 2, { rng }),
  ]);
};

it("trains every kind of kernel with one optimiser, and the proved bound stays one", async () => {
  using model = make(3);
  const before = tidy(() => model.parameters().map(({ variable }) => Array.from(variable.dataSync())));
  const data = bars(240, 1);
  await fit(model, {
    data,
    loss: new CertifiedCrossEntropyLoss({ tau: 8, offset: 0.3 }),
    optimizer: new Adam({ learningRate: 1e-2 }),
    epochs: 5,
    batchSize: 40,
    rng: createRng(0),
  });
  model.parameters().forEach(({ variable }, i) => {
    const change = Math.max(...variable.dataSync().map((w, t) => Math.abs(w - (before[i]?.[t] ?? NaN))));
    expect(change, model.namedParameters()[i]?.[0]).toBeGreaterThan(1e-4);
    expect(variable.dataSync().every(Number.isFinite)).toBe(true);
  });
  const { bound } = await lipschitzBound(model, [8, 8, 1]);
  expect(bound).toBeLessThanOrEqual(1 + 1e-5);
  for await (const { input, target } of bars(200, 2).batches({ batchSize: 200 })) {
    const output = model.eval().forward(input);
    expect(await accuracy(output, target)).toBeGreaterThan(0.9);
    dispose([input, target, output]);
  }
});

it("leaks nothing when it trains", async () => {
  await expectNoLeak(async () => {
    using model = make(1);
    await fit(model, {
      data: bars(20, 1),
      loss: new CertifiedCrossEntropyLoss({ tau: 4, offset: 1 }),
      epochs: 1,
      batchSize: 10,
      rng: createRng(0),
    });
  });
});

import { reshape, tidy } from "@tensorflow/tfjs-core";
import { evaluate, lipschitzConstant } from "@surenet/checker";
import { describe, expect, it } from "vitest";
import { createRng } from "@surenet/tensor-backend";
import { Conv2d, Flatten, type Module, Residual, Sequential as PlainSequential } from "@surenet/nn";
import {
  AolConv2d, AolLinear, BatchCentering, BatchLipNorm, certify, ConvTranspose2d, FrobeniusConv2d, FrobeniusLinear, GroupSort2, InvertibleDownSampling,
  InvertibleUpSampling, LayerCentering, lipschitzBound, LipschitzModule, LipResidual, MaxMin, OrthogonalConv2d, OrthogonalPatchConv2d, PadConv1d, PadConv2d,
  ScaleBiasLayer, ScaledAdaptativeL2NormPool2d, ScaledAdaptiveAvgPool2d, ScaledAvgPool2d, ScaledL2NormPool2d, Sequential, ShiftConv2d, SllConv2d,
  SllLinear, SpectralConv1d, SpectralConv2d, SpectralConvTranspose2d, SpectralLinear, SymmetricPad,
} from "../index.ts"; // prettier-ignore
import { lower } from "./lower.ts";

const rng = createRng(6);
const modes = ["zeros", "reflect", "replicate", "symmetric", "circular"] as const;

/** Every layer that a certificate passes through, with a sample's shape. */
const layers: readonly (readonly [name: string, make: () => Module, shape: readonly number[]])[] = [
  ...modes.map((paddingMode) => [`SpectralConv2d ${paddingMode}`, () => new SpectralConv2d(2, 3, { kernelSize: [3, 2], stride: [1, 2], padding: [1, 2], paddingMode, kCoefLip: 2, rng }), [5, 4, 2]] as const), // prettier-ignore
  ["SpectralConv2d in groups", () => new SpectralConv2d(4, 2, { kernelSize: 2, dilation: 2, groups: 2, padding: "same", rng }), [4, 5, 4]],
  ["SpectralConv2d of torchlip", () => new SpectralConv2d(2, 3, { kernelSize: 3, padding: 1, projection: "torchlip", rng }), [4, 4, 2]],
  ["SpectralConv1d", () => new SpectralConv1d(2, 3, { kernelSize: 3, stride: 2, padding: 2, paddingMode: "reflect", rng }), [7, 2]],
  ["FrobeniusConv2d", () => new FrobeniusConv2d(2, 1, { kernelSize: 3, padding: 2, paddingMode: "replicate", rng }), [4, 4, 2]],
  ["SpectralConvTranspose2d", () => new SpectralConvTranspose2d(3, 2, { kernelSize: [3, 2], stride: [2, 1], padding: [1, 0], kCoefLip: 0.5, rng }), [3, 2, 3]], // prettier-ignore
  ["OrthogonalPatchConv2d", () => new OrthogonalPatchConv2d(1, 6, { kernelSize: 6, stride: 2, rng }), [8, 6, 1]],
  ["OrthogonalConv2d", () => new OrthogonalConv2d(4, 6, { kernelSize: 3, groups: 2, kCoefLip: 3, rng }), [4, 3, 4]],
  ["OrthogonalConv2d strided", () => new OrthogonalConv2d(2, 5, { kernelSize: 4, stride: 2, paddingMode: "circular", rng }), [6, 4, 2]],
  ["ShiftConv2d", () => new ShiftConv2d(6, 5, { kCoefLip: 2, rng }), [3, 4, 6]],
  ["AolConv2d", () => new AolConv2d(2, 4, { kernelSize: 3, padding: 1, stride: 2, rng }), [6, 5, 2]],
  ["AolConv2d circular", () => new AolConv2d(2, 4, { kernelSize: 3, padding: 1, paddingMode: "circular", rng }), [3, 4, 2]],
  ["AolLinear", () => new AolLinear(5, 3, { rng }), [5]],
  ["SllLinear", () => new SllLinear(5, { hidden: 7, kCoefLip: 2, rng }), [5]],
  ["SllConv2d", () => new SllConv2d(2, { hidden: 3, kernelSize: 3, rng }), [4, 3, 2]],
  [
    "LipResidual",
    () => new LipResidual(new Sequential([new SpectralConv2d(4, 4, { kernelSize: 3, padding: 1, rng }), new GroupSort2()])),
    [3, 3, 4],
  ],
  ["ScaledAvgPool2d", () => new ScaledAvgPool2d([2, 3], { ceilMode: true, kCoefLip: 2 }), [5, 4, 2]],
  ["ScaledL2NormPool2d", () => new ScaledL2NormPool2d(2, { kCoefLip: 0.5 }), [5, 4, 2]],
  ["ScaledAdaptiveAvgPool2d", () => new ScaledAdaptiveAvgPool2d([2, 3], { kCoefLip: 2 }), [5, 4, 2]],
  ["ScaledAdaptiveAvgPool2d to one", () => new ScaledAdaptiveAvgPool2d(1), [5, 4, 2]],
  ["ScaledAdaptativeL2NormPool2d", () => new ScaledAdaptativeL2NormPool2d({ kCoefLip: 2 }), [3, 4, 2]],
  ["InvertibleDownSampling", () => new InvertibleDownSampling(2, { kCoefLip: 3 }), [4, 6, 2]],
  ["InvertibleUpSampling", () => new InvertibleUpSampling(2, { kCoefLip: 3 }), [2, 3, 8]],
  ["LayerCentering", () => new LayerCentering({ numFeatures: 2 }), [3, 4, 2]],
  ["LayerCentering over channels", () => new LayerCentering({ axes: [3] }), [3, 4, 2]],
  ["BatchCentering", () => new BatchCentering(2), [3, 4, 2]],
  ["BatchLipNorm", () => new BatchLipNorm(2), [3, 4, 2]],
  ["ScaleBiasLayer", () => new ScaleBiasLayer(-3, { numFeatures: 2 }), [3, 4, 2]],
  ["SymmetricPad", () => new SymmetricPad([1, 2]), [5, 4, 2]],
  ["PadConv2d", () => new PadConv2d(2, 3, { kernelSize: 3, padding: [2, 1], paddingMode: "symmetric", rng }), [4, 4, 2]],
  ["PadConv1d", () => new PadConv1d(2, 3, { kernelSize: 3, padding: 2, paddingMode: "circular", rng }), [5, 2]],
  ["Conv2d of nn", () => new Conv2d(2, 4, { kernelSize: 3, stride: 2, padding: 1, groups: 2, rng }), [5, 4, 2]],
  ["ConvTranspose2d", () => new ConvTranspose2d(2, 3, { kernelSize: 3, stride: 2, rng }), [2, 3, 2]],
];

describe.each(layers)("%s", (_, make, shape) => {
  it("lowers to ops that compute what it computes, with biases and statistics that are not at rest", async () => {
    using layer = make();
    tidy(() => {
      for (const [name, parameter] of layer.namedParameters())
        if (name.includes("bias")) parameter.assign(rng.normal([...parameter.shape]));
      layer.train().forward(rng.normal([4, ...shape])); // statistics of a batch
    });
    layer.eval();
    const x = rng.normal([3, ...shape]);
    const { ops, shape: result } = await lower(layer, shape);
    const [values, y] = tidy(() => {
      const output = layer.forward(x);
      expect(output.shape).toEqual([3, ...result]);
      return [x.dataSync(), output.dataSync()];
    });
    const size = values.length / 3;
    const computed = [0, 1, 2].flatMap((i) =>
      Array.from(
        ops.reduce<Float64Array>((state, op) => evaluate(op, state), Float64Array.from(values.subarray(i * size, (i + 1) * size))),
      ),
    );
    expect(y).toBeClose(computed, 2e-5);
    x.dispose();
  });

  it("has a proved constant that is no more than what it promises", async () => {
    using layer = make();
    const { ops } = await lower(layer.eval(), shape);
    const bound = ops.reduce((product, op) => product * lipschitzConstant(op), 1);
    expect(bound).toBeLessThan(Infinity);
    if (layer instanceof LipschitzModule && !("projection" in layer && layer.projection === "torchlip"))
      expect(bound).toBeLessThanOrEqual(layer.kCoefLip * (1 + 2e-6));
  });
});

const convolutional = (): Sequential =>
  new Sequential([
    new OrthogonalPatchConv2d(1, 8, { kernelSize: 4, stride: 2, rng }),
    new GroupSort2(),
    new LipResidual(
      new Sequential([new SpectralConv2d(8, 8, { kernelSize: 3, padding: 1, paddingMode: "reflect", rng }), new GroupSort2()]),
    ),
    new SllConv2d(8, { kernelSize: 3, rng }),
    new BatchCentering(8),
    new InvertibleDownSampling(2),
    new ScaledL2NormPool2d(2),
    new Flatten(),
    new SpectralLinear(32, 16, { rng }),
    new MaxMin(),
    new FrobeniusLinear(32, 3, { rng }),
  ]);

it("certifies a convolutional classifier: the class of the model, and no step inside the radius changes it", async () => {
  using model = convolutional();
  const x = createRng(2).normal([12, 8, 8, 1]);
  const { bound } = await lipschitzBound(model, [8, 8, 1]);
  expect(bound).toBeLessThanOrEqual(1 + 1e-5);
  const certificates = await certify(model, x);
  const { ops } = await lower(model.eval(), [8, 8, 1]);
  const [pixels, logits] = tidy(() => [x.dataSync(), reshape(model.forward(x), [-1]).dataSync()]);
  const directions = createRng(3).values;
  certificates.forEach(({ predicted, radius }, i) => {
    const row = Array.from(logits.slice(3 * i, 3 * i + 3));
    expect(row.indexOf(Math.max(...row))).toBe(predicted);
    for (let k = 0; k < 10; k++) {
      const direction = directions.normal(64);
      const length = Math.hypot(...direction);
      const moved = Float64Array.from(direction, (d, t) => (pixels[64 * i + t] ?? NaN) + (0.999999 * radius * d) / length);
      const output = ops.reduce<Float64Array>((state, op) => evaluate(op, state), moved);
      expect(output.indexOf(Math.max(...output))).toBe(predicted);
    }
  });
  expect(certificates.filter(({ radius }) => radius > 0).length).toBeGreaterThan(8);
  x.dispose();
});

it("refuses a residual sum of nn, which has no bound of one, and images that do not fit", async () => {
  using residual = new PlainSequential([new Residual(new SpectralLinear(2, 2, { rng })), new FrobeniusLinear(2, 2, { rng })]);
  await expect(certify(residual, [[1, 2]])).rejects.toThrowSurenet("E_UNSUPPORTED", /Residual/);
  using conv = new Sequential([new SpectralConv2d(2, 2, { kernelSize: 3, rng }), new Flatten(), new FrobeniusLinear(2, 2, { rng })]);
  await expect(lipschitzBound(conv, [3, 3, 1])).rejects.toThrowSurenet("E_SHAPE", /samples of shape \[height, width, 2\]/);
  await expect(lipschitzBound(conv, [2, 2, 2])).rejects.toThrowSurenet("E_SHAPE", /larger than the image/);
});

import { reshape, tidy } from "@tensorflow/tfjs-core";
import { evaluate, lipschitzConstant } from "@surenet/checker";
import { describe, expect, it } from "vitest";
import { createRng } from "@surenet/tensor-backend";
import { Flatten, Residual, Sequential as PlainSequential } from "@surenet/nn";
import { BatchCentering, certify, FrobeniusLinear, GroupSort2, InvertibleDownSampling, lipschitzBound, LipschitzModule, LipResidual, MaxMin, OrthogonalPatchConv2d, ScaledL2NormPool2d, Sequential, SllConv2d, SpectralConv2d, SpectralLinear } from "../index.ts"; // prettier-ignore
import { certifiedLayers } from "../../test/certified-layers.ts";
import { lower } from "./lower.ts";

const rng = createRng(7);

describe.each(certifiedLayers)("%s", (_, make, shape) => {
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

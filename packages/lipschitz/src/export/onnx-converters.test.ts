import { memory, tidy } from "@tensorflow/tfjs-core";
import { InferenceSession, Tensor as OnnxTensor } from "onnxruntime-web";
import { expect, it } from "vitest";
import { createRng } from "@surenet/tensor-backend";
import { exportOnnx, Sequential as PlainSequential } from "@surenet/nn";
import { FullSort, GroupSort, GroupSort2 } from "../activations/group-sort.ts";
import { HouseHolder } from "../activations/house-holder.ts";
import { LPReLU } from "../activations/lp-relu.ts";
import { MaxMin } from "../activations/max-min.ts";
import { FrobeniusLinear } from "../linear/frobenius-linear.ts";
import { SpectralLinear } from "../linear/spectral-linear.ts";
import { Sequential } from "../module/sequential.ts";
import { certifiedLayers } from "../../test/certified-layers.ts";
import { lipschitzConverters } from "./onnx-converters.ts";
import { vanillaExport } from "./vanilla-export.ts";

it("computes in onnxruntime what the constrained model does", async () => {
  const before = memory().numTensors;
  const rng = createRng(1);
  const model = new Sequential(
    [
      new SpectralLinear(5, 12, { rng }),
      new GroupSort({ groupSize: 3 }),
      new SpectralLinear(12, 12, { rng, projection: "torchlip" }),
      new GroupSort2({ kCoefLip: 2 }),
      new HouseHolder(12, { thetaInitializer: "normal", rng }),
      new MaxMin(),
      new SpectralLinear(24, 6, { rng }),
      new FullSort(),
      new LPReLU({ numParameters: 6, init: -3 }),
      new FrobeniusLinear(6, 3, { rng }),
    ],
    { kCoefLip: 4 },
  );
  const inputShape = [5];
  const plain = await vanillaExport(model, { inputShape });
  const bytes = await exportOnnx(plain, { inputShape, converters: lipschitzConverters });
  const x = rng.normal([7, 5]);
  const session = await InferenceSession.create(bytes, { executionProviders: ["wasm"] });
  const { output } = await session.run({ input: new OnnxTensor("float32", Float32Array.from(x.dataSync()), [7, 5]) });
  tidy(() => void expect(model.eval().forward(x)).toBeClose(output?.data as Float32Array, 1e-5));
  for (const owned of [x, plain, model]) owned.dispose();
  expect(memory().numTensors).toBe(before);
});

it("works on images, and refuses other axes than the last", async () => {
  const model = new PlainSequential([new GroupSort2(), new MaxMin()]);
  const bytes = await exportOnnx(model, { inputShape: [2, 3, 4], converters: lipschitzConverters });
  const session = await InferenceSession.create(bytes, { executionProviders: ["wasm"] });
  const x = createRng(2).normal([2, 2, 3, 4]);
  const { output } = await session.run({ input: new OnnxTensor("float32", Float32Array.from(x.dataSync()), [2, 2, 3, 4]) });
  tidy(() => void expect(model.forward(x)).toBeClose(output?.data as Float32Array, 1e-6));
  x.dispose();
  await expect(exportOnnx(new MaxMin({ axis: 1 }), { inputShape: [2, 2, 2], converters: lipschitzConverters })).rejects.toThrowSurenet(
    "E_UNSUPPORTED",
    /axis 1/,
  );
});

it.each(certifiedLayers)("%s computes in onnxruntime what it does here", async (_, make, shape) => {
  const rng = createRng(3);
  using layer = make();
  tidy(() => {
    for (const [name, parameter] of layer.namedParameters()) if (name.includes("bias")) parameter.assign(rng.normal([...parameter.shape]));
    layer.train().forward(rng.normal([4, ...shape])); // statistics of a batch
  });
  layer.eval();
  const bytes = await exportOnnx(layer, { inputShape: shape, converters: lipschitzConverters });
  const session = await InferenceSession.create(bytes, { executionProviders: ["wasm"] });
  const x = rng.normal([3, ...shape]);
  const { output } = await session.run({ input: new OnnxTensor("float32", Float32Array.from(x.dataSync()), [3, ...shape]) });
  tidy(() => {
    const want = layer.forward(x);
    expect(output?.dims).toEqual(want.shape);
    expect(want).toBeClose(output?.data as Float32Array, 2e-5);
  });
  x.dispose();
});

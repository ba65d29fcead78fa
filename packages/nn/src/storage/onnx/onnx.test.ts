import { type Tensor, memory, tidy } from "@tensorflow/tfjs-core";
import { createRng } from "@surenet/tensor-backend";
import { InferenceSession, Tensor as OnnxTensor } from "onnxruntime-web";
import { describe, expect, it } from "vitest";
import { ELU } from "../../layers/activations/elu.ts";
import { GELU } from "../../layers/activations/gelu.ts";
import { Identity } from "../../layers/activations/identity.ts";
import { LeakyReLU } from "../../layers/activations/leaky-relu.ts";
import { ReLU } from "../../layers/activations/relu.ts";
import { SELU } from "../../layers/activations/selu.ts";
import { Sigmoid } from "../../layers/activations/sigmoid.ts";
import { SiLU } from "../../layers/activations/silu.ts";
import { Softmax } from "../../layers/activations/softmax.ts";
import { Softplus } from "../../layers/activations/softplus.ts";
import { Tanh } from "../../layers/activations/tanh.ts";
import { AvgPool2d } from "../../layers/avg-pool2d.ts";
import { BatchNorm } from "../../layers/batch-norm.ts";
import { Conv1d } from "../../layers/conv1d.ts";
import { Conv2d } from "../../layers/conv2d.ts";
import { Dropout } from "../../layers/dropout.ts";
import { Embedding } from "../../layers/embedding.ts";
import { Flatten } from "../../layers/flatten.ts";
import { GlobalAvgPool2d } from "../../layers/global-avg-pool2d.ts";
import { LayerNorm } from "../../layers/layer-norm.ts";
import { Linear } from "../../layers/linear.ts";
import { MaxPool2d } from "../../layers/max-pool2d.ts";
import { nnModules } from "../../layers/nn-modules.ts";
import { Residual } from "../../layers/residual.ts";
import { Sequential } from "../../layers/sequential.ts";
import { Module } from "../../module/module.ts";
import { exportOnnx } from "./export-onnx.ts";
import { nnConverters } from "./nn-converters.ts";
import { ProtoWriter } from "./protobuf.ts";

const rng = createRng(1);

/** What onnxruntime computes with the exported file, for a batch of three. */
async function inOnnxruntime(model: Module, inputShape: readonly number[]): Promise<{ got: Float32Array; want: Tensor }> {
  const x = rng.normal([3, ...inputShape]);
  const session = await InferenceSession.create(await exportOnnx(model, { inputShape }), { executionProviders: ["wasm"] });
  const { output } = await session.run({ input: new OnnxTensor("float32", Float32Array.from(x.dataSync()), [...x.shape]) });
  const want = tidy(() => (model.eval() as Module).forward(x));
  expect(output?.dims).toEqual(want.shape);
  x.dispose();
  return { got: output?.data as Float32Array, want };
}

const trained = (features: number): BatchNorm => {
  const norm = new BatchNorm(features);
  tidy(() => void norm.forward(rng.normal([64, features], { mean: 2, std: 3 })));
  return norm;
};

const images: [string, () => Module[]][] = [
  [
    "a strided convolution with groups and padding",
    () => [new Conv2d(4, 6, { kernelSize: [3, 2], stride: 2, padding: 1, groups: 2, rng })],
  ],
  [
    "a convolution that keeps the size, dilated",
    () => [new Conv2d(4, 3, { kernelSize: 3, padding: "same", dilation: 2, bias: false, rng })],
  ],
  ["pools", () => [new MaxPool2d(3, { stride: 2, padding: 1 }), new AvgPool2d(2, { padding: 1 })]],
  ["a global pool", () => [new GlobalAvgPool2d()]],
  ["batch normalisation, then a flattened image", () => [trained(4), new Flatten(), new Linear(8 * 7 * 4, 5, { rng })]],
];

const rows: [string, () => Module[]][] = [
  ["a linear layer without bias", () => [new Linear(6, 3, { rng, bias: false })]],
  [
    "activations",
    () => [
      new ELU({ alpha: 0.7 }),
      new LeakyReLU({ negativeSlope: 0.2 }),
      new SiLU(),
      new SELU(),
      new Softplus(),
      new Tanh(),
      new Sigmoid(),
    ],
  ],
  ["GELU, as it is defined and its cheaper curve", () => [new GELU(), new GELU({ approximate: "tanh" })]],
  ["what does nothing in evaluation", () => [new Dropout(0.5, { rng }), new Identity()]],
  ["a residual block", () => [new Residual(new Sequential([new Linear(6, 6, { rng }), new ReLU()])), new LayerNorm(6), new Softmax()]],
];

describe("onnxruntime computes what the model does, for", () => {
  it.each(images)("%s", async (_, layers) => {
    const before = memory().numTensors;
    const model = new Sequential(layers());
    const { got, want } = await inOnnxruntime(model, [8, 7, 4]);
    expect(want).toBeClose(got, 1e-5);
    want.dispose();
    model.dispose();
    expect(memory().numTensors).toBeLessThanOrEqual(before + 1); // engines keep a constant or two
  });

  it.each(rows)("%s", async (_, layers) => {
    const model = new Sequential(layers());
    const { got, want } = await inOnnxruntime(model, [6]);
    expect(want).toBeClose(got, 1e-5);
    want.dispose();
    model.dispose();
  });
});

it("computes convolutions of sequences, and refuses embeddings", async () => {
  const model = new Sequential([
    new Conv1d(3, 4, { kernelSize: 4, padding: "same", dilation: 2, rng }),
    new Conv1d(4, 2, { kernelSize: 3, stride: 2, bias: false, rng }),
  ]);
  const { got, want } = await inOnnxruntime(model, [9, 3]);
  expect(want).toBeClose(got, 1e-5);
  want.dispose();
  model.dispose();
  const embedding = new Embedding(3, 2, { rng });
  await expect(exportOnnx(embedding, { inputShape: [4] })).rejects.toThrowSurenet("E_UNSUPPORTED", /integers/);
  embedding.dispose();
});

it("knows every layer of the package", () => {
  const types = new Set<unknown>(nnConverters.map(({ type }) => type));
  expect(nnModules.filter((type) => !types.has(type)).map(({ id }) => id)).toEqual([]);
});

it("names a class that it cannot write, and puts the mode back", async () => {
  class Own extends Module {
    forward(x: Tensor): Tensor {
      return x;
    }
  }
  const model = new Own();
  await expect(exportOnnx(model, { inputShape: [2] })).rejects.toThrowSurenet("E_UNSUPPORTED", /Own has no converter/);
  expect(model.training).toBe(true);
});

it("encodes as protobuf's documentation does", () => {
  // 150 in field 1 is 08 96 01; "testing" in field 2 is 12 07 74 65 73 74 69 6e 67; -1 takes ten bytes
  expect([...new ProtoWriter().integer(1, 150).string(2, "testing").finish()]).toEqual([
    8, 0x96, 1, 0x12, 7, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67,
  ]);
  expect([...new ProtoWriter().integer(1, -1).finish()]).toEqual([8, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1]);
});

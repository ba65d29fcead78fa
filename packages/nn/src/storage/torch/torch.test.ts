import { type Tensor, tensor, tidy, transpose } from "@tensorflow/tfjs-core";
import { createRng } from "@surenet/tensor-backend";
import { afterEach, expect, it } from "vitest";
import { ReLU } from "../../layers/activations/relu.ts";
import { BatchNorm } from "../../layers/batch-norm.ts";
import { Conv2d } from "../../layers/conv2d.ts";
import { Flatten } from "../../layers/flatten.ts";
import { LayerNorm } from "../../layers/layer-norm.ts";
import { Linear } from "../../layers/linear.ts";
import { Residual } from "../../layers/residual.ts";
import { Sequential } from "../../layers/sequential.ts";
import type { Module } from "../../module/module.ts";
import type { TensorData, TensorDataDict } from "../tensor-data.ts";
import { fromTorch } from "./from-torch.ts";
import { toTorch } from "./to-torch.ts";

const rng = createRng(0);
const made: Module[] = [];
afterEach(() => made.splice(0).forEach((module) => module.dispose()));
function keep<M extends Module>(module: M): M {
  made.push(module);
  return module;
}

const counting = (...shape: number[]): Float32Array => Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i);

it("transposes a Linear: ours is (0 1 2; 3 4 5), torch's (0 3; 1 4; 2 5)", async () => {
  const layer = keep(new Linear(2, 3, { rng, bias: false }));
  tidy(() => layer.weight.assign(tensor(counting(2, 3), [2, 3])));
  expect(await toTorch(layer)).toEqual({ weight: { shape: [3, 2], data: Float32Array.of(0, 3, 1, 4, 2, 5) } });
});

it("turns a kernel HWIO into OIHW: ours at [u, v, c, o] is 1000u + 100v + 10c + o", async () => {
  const layer = keep(new Conv2d(2, 2, { kernelSize: [2, 1], rng, bias: false }));
  tidy(() => layer.weight.assign(tensor([0, 1, 10, 11, 1000, 1001, 1010, 1011], [2, 1, 2, 2])));
  // o = 0: c = 0 (u = 0, 1), c = 1; then o = 1
  expect(await toTorch(layer)).toEqual({ weight: { shape: [2, 2, 2, 1], data: Float32Array.of(0, 1000, 10, 1010, 1, 1001, 11, 1011) } });
});

it("reorders the features of the Linear after a Flatten from height, width, channels to channels, height, width", async () => {
  const linear = new Linear(4, 1, { rng, bias: false });
  const model = keep(new Sequential([new ReLU(), new Sequential([new Flatten(), new ReLU()]), linear]));
  // a sample of one row, two columns, two channels: ours (left a, left b, right a, right b), torch's (left a, right a, left b, right b)
  tidy(() => linear.weight.assign(tensor([[1], [2], [3], [4]])));
  expect(await toTorch(model, { inputShape: [1, 2, 2] })).toEqual({ "2.weight": { shape: [1, 4], data: Float32Array.of(1, 3, 2, 4) } });
  // without channels there is nothing to reorder
  expect(await toTorch(model, { inputShape: [2, 2] })).toEqual({ "2.weight": { shape: [1, 4], data: Float32Array.of(1, 2, 3, 4) } });
});

it("gives a flattened image the same output through torch's order: W_torch · x_torch = x · W", async () => {
  const linear = new Linear(12, 2, { rng });
  const model = keep(new Sequential([new Flatten(), linear]));
  const dict = await toTorch(model, { inputShape: [2, 3, 2] });
  tidy(() => {
    const x = tensor(counting(2, 3, 2), [1, 2, 3, 2]);
    const flat = Array.from(transpose(x, [0, 3, 1, 2]).dataSync()); // NCHW, flattened
    const weight = dict["1.weight"]?.data ?? [];
    const sums = [0, 1].map((o) =>
      flat.reduce((sum, value, i) => sum + value * (weight[12 * o + i] ?? NaN), dict["1.bias"]?.data[o] ?? NaN),
    );
    expect(model.forward(x)).toBeClose([sums]);
  });
});

function makeResidual(seed: number): Sequential {
  const stream = createRng(seed);
  const body = new Residual(new Sequential([new Conv2d(4, 4, { kernelSize: 3, padding: 1, rng: stream }), new BatchNorm(4)]));
  return keep(new Sequential([new Conv2d(1, 4, { kernelSize: 3, rng: stream }), body, new Flatten(), new Linear(36, 3, { rng: stream })]));
}

it("comes back from torch exactly, BatchNorm's counter ignored", async () => {
  const [from, to] = [makeResidual(1), makeResidual(2)];
  const dict: TensorDataDict = {
    ...(await toTorch(from, { inputShape: [5, 5, 1] })),
    "1.body.1.num_batches_tracked": { shape: [], data: Int32Array.of(3) },
  };
  expect(Object.keys(dict)).toContain("1.body.1.running_var");
  fromTorch(to, dict, { inputShape: [5, 5, 1] });
  for (const [name, value] of Object.entries(to.stateDict()))
    expect(value.dataSync(), name).toEqual((from.stateDict()[name] as Tensor).dataSync());
});

it.each<[string, (model: Sequential, dict: TensorDataDict) => void, string, RegExp]>([
  [
    "a name too many",
    (model, dict) => fromTorch(model, { ...dict, "1.wieght": dict["1.weight"] as TensorData }, { inputShape: [4] }),
    "E_VALUE",
    /unexpected 1\.wieght\. The model has 1\.weight/,
  ],
  [
    "a missing name",
    (model, dict) => fromTorch(model, { "1.bias": dict["1.bias"] as TensorData }, { inputShape: [4] }),
    "E_VALUE",
    /missing 1\.weight/,
  ],
  [
    "another shape",
    (model, dict) => fromTorch(model, { ...dict, "1.bias": { shape: [3], data: new Float32Array(3) } }, { inputShape: [4] }),
    "E_SHAPE",
    /1\.bias differs; expected \[2\], got \[3\]/,
  ],
  ["a Flatten of unknown shape", (model, dict) => fromTorch(model, dict), "E_OPTION", /inputShape.*because the model has a Flatten/],
])("refuses %s", async (_, load, code, message) => {
  const model = keep(new Sequential([new Flatten(), new Linear(4, 2, { rng })]));
  const dict = await toTorch(model, { inputShape: [4] });
  expect(() => load(model, dict)).toThrowSurenet(code, message);
});

it.each([
  [
    "a normalisation after the Flatten",
    () => [new Flatten(), new LayerNorm(4), new Linear(4, 2, { rng })],
    /LayerNorm between Flatten and Linear/,
  ],
  ["a Flatten inside another container", () => [new Residual(new Flatten()), new Linear(4, 2, { rng })], /Flatten inside Residual/],
])("refuses %s", async (_, layers, message) => {
  await expect(toTorch(keep(new Sequential(layers())), { inputShape: [1, 2, 2] })).rejects.toThrowSurenet("E_UNSUPPORTED", message);
});

import { type Tensor, reshape, tidy, transpose } from "@tensorflow/tfjs-core";
import { LipschitzModule, MaxMin, PadConv2d, Sequential } from "@surenet/lipschitz";
import { Module, ReLU, Sequential as PlainSequential, Tanh } from "@surenet/nn";
import { backward } from "../backward.ts";
import type { CaseReader } from "../case-reader.ts";
import { type Got, snapshot } from "../compare.ts";
import { channelsFirst, channelsLast } from "../layout.ts";
import { buildLayer } from "./lipschitz-layers.ts";
import { setState } from "./weight-layer.ts";

interface Described {
  readonly class: string;
  readonly [option: string]: unknown;
}

/** Features in the reference's order: channels, height, width. */
class TorchFlatten extends Module {
  forward(x: Tensor): Tensor {
    return tidy(() => reshape(channelsFirst(x), [x.shape[0] ?? 1, -1]));
  }
}

/** A chain with one coefficient, in parity mode: training, evaluation, export, and the coefficients that the layers end up with. */
export function sequential(golden: CaseReader): Record<string, Got> {
  golden.param("class");
  const described = golden.param<Described[]>("layers") ?? [];
  const layers = described.map(make);
  const model = new Sequential(layers, golden.options(["k_coef_lip"]));
  layers.forEach((layer, i) => {
    if (golden.has(`l${i}.weight`)) load(golden, layer, `l${i}`);
  });
  const x = channelsLast(golden.input("x"));
  const { y, gradX } = backward((point) => model.forward(point), x, golden.input("grad_output"));
  model.eval();
  const exported = model.vanillaExport();
  const got: Record<string, Got> = {
    y_train: y,
    grad_x: channelsFirst(gradX),
    y_eval: snapshot(model.forward(x)),
    y_export: snapshot(exported.forward(x)),
    coefficient_lip: { shape: [layers.length], values: layers.map((layer) => (layer instanceof LipschitzModule ? layer.kCoefLip : NaN)) },
    own_coefficient_lip: model.kCoefLip,
    export_class: exported.constructor === PlainSequential ? "torch.Sequential" : "another class",
    export_classes: exported.layers.map(torchName),
  };
  layers.forEach((layer, i) => {
    const weight = "weight" in layer ? (layer.weight as { value?: Tensor }).value : undefined;
    if (weight !== undefined) got[`l${i}.weight_eval`] = snapshot(transpose(weight, weight.rank === 4 ? [3, 2, 0, 1] : [1, 0]));
  });
  return got;
}

function make({ class: name, ...params }: Described): Module {
  if (name === "Flatten") return new TorchFlatten();
  if (name === "ReLU") return new ReLU();
  if (name === "Tanh") return new Tanh();
  if (name === "MaxMin") return new MaxMin({ kCoefLip: Number(params["k_coef_lip"] ?? 1) });
  const layer = buildLayer(name, params);
  if (layer === undefined) throw new Error(`the runner does not know the layer ${name}`);
  return layer;
}

function load(golden: CaseReader, layer: Module, name: string): void {
  const weight = golden.input(`${name}.weight`);
  setState(layer, {
    weight: transpose(weight, weight.rank === 4 ? [2, 3, 1, 0] : [1, 0]),
    bias: golden.input(`${name}.bias`),
  });
  if (!golden.has(`${name}.u`)) return;
  const [, inputs = 1, ...taps] = weight.shape;
  const v = golden.input(`${name}.v`);
  const ours = taps.length === 2 ? reshape(transpose(reshape(v, [inputs, ...taps]), [1, 2, 0]), [-1]) : v;
  setState(layer, { "weight.spectral.u": golden.input(`${name}.u`), "weight.spectral.v": ours });
}

/** Torch's Conv2d has the padding modes for which ours is PadConv2d. */
function torchName(layer: Module): string {
  if (layer instanceof PadConv2d && layer.paddingMode !== "symmetric") return "Conv2d";
  return layer instanceof TorchFlatten ? "Flatten" : layer.constructor.name;
}

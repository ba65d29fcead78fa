import { type Tensor, reshape, tensor1d, tidy, transpose } from "@tensorflow/tfjs-core";
import { FrobeniusLinear, GroupSort2, HKRLoss, ScaledL2NormPool2d, Sequential, SpectralConv2d, SpectralLinear } from "@surenet/lipschitz";
import { Adam, Module, Sgd } from "@surenet/nn";
import { createRng } from "@surenet/tensor-backend";
import { backward } from "../backward.ts";
import type { CaseReader } from "../case-reader.ts";
import { type Got, snapshot } from "../compare.ts";
import { channelsFirst, channelsLast } from "../layout.ts";

interface LayerParams {
  readonly class: string;
  readonly [option: string]: unknown;
}

const parity = { rng: createRng(0), projection: "torchlip" } as const;

const makers: Readonly<Record<string, (params: LayerParams) => Module>> = {
  Flatten: () => new TorchFlatten(),
  FrobeniusLinear: ({ in_features, out_features }) => new FrobeniusLinear(Number(in_features), Number(out_features), { rng: parity.rng }),
  GroupSort2: () => new GroupSort2(),
  ScaledL2NormPool2d: ({ kernel_size }) => new ScaledL2NormPool2d(Number(kernel_size)),
  SpectralConv2d: ({ in_channels, out_channels, kernel_size, padding }) =>
    new SpectralConv2d(Number(in_channels), Number(out_channels), { ...parity, kernelSize: Number(kernel_size), padding: Number(padding) }),
  SpectralLinear: ({ in_features, out_features }) => new SpectralLinear(Number(in_features), Number(out_features), parity),
};

/** Features in the reference's order: channels, height, width. */
class TorchFlatten extends Module {
  forward(x: Tensor): Tensor {
    return tidy(() => reshape(channelsFirst(x), [x.shape[0] ?? 1, -1]));
  }
}

/** Some optimiser steps on one batch in parity mode: losses, weights, power iteration, and what the model computes afterwards. */
export function training(golden: CaseReader): Record<string, Got> {
  const described = golden.param<LayerParams[]>("layers") ?? [];
  const layers = described.map((params) => {
    const make = makers[params.class];
    if (make === undefined) throw new Error(`the runner does not know the layer ${params.class}`);
    return make(params);
  });
  const model = new Sequential(layers);
  layers.forEach((layer, i) => load(golden, layer, i));
  const [alpha = 0, minMargin = 1] = /^HKRLoss\(alpha=(.+),min_margin=(.+)\)$/.exec(golden.param<string>("loss") ?? "")?.slice(1).map(Number) ?? []; // prettier-ignore
  const loss = new HKRLoss({ alpha, minMargin });
  const learningRate = golden.param<number>("lr") ?? NaN;
  const optimizer = (golden.param("optimizer") === "Adam" ? new Adam({ learningRate }) : new Sgd({ learningRate })).attach(model);
  const [x, target] = [channelsLast(golden.input("x")), golden.input("target")];
  const losses: number[] = [];
  const parameters = model.parameters();
  for (let step = golden.param<number>("steps") ?? 0; step > 0; step--) {
    const variables = parameters.map(({ variable }) => variable);
    const { y, gradients } = backward((point) => reshape(loss.forward(model.forward(point), target), [1]), x, tensor1d([1]), { variables });
    losses.push(y.values[0] ?? NaN);
    optimizer.step(new Map(parameters.map((parameter, i) => [parameter, gradients[i] ?? x])));
  }
  const got: Record<string, Got> = { losses: { shape: [losses.length], values: losses }, ...state(layers) };
  got["y_eval"] = snapshot(model.eval().forward(x));
  got["y_train_next"] = snapshot(model.train().forward(x));
  model.dispose();
  return got;
}

function load(golden: CaseReader, layer: Module, i: number): void {
  if (!golden.has(`l${i}.weight`)) return;
  const power = golden.has(`l${i}.u`) ? { "weight.spectral.u": golden.input(`l${i}.u`), "weight.spectral.v": golden.input(`l${i}.v`) } : {};
  const weight = outputsLast(golden.input(`l${i}.weight`));
  layer.loadStateDict({ weight, bias: golden.input(`l${i}.bias`), ...laidOut(power, weight) }, { strict: false });
}

/** v runs over the reference's flattened inputs, which are in another order here. */
function laidOut(power: Record<string, Tensor>, { shape: [height = 1, width = 1, inputs = 1, outputs] }: Tensor): Record<string, Tensor> {
  const v = power["weight.spectral.v"];
  if (v === undefined || outputs === undefined) return power;
  return { ...power, "weight.spectral.v": reshape(transpose(reshape(v, [inputs, height, width]), [1, 2, 0]), [-1]) };
}

function state(layers: readonly Module[]): Record<string, Got> {
  const got: Record<string, Got> = {};
  layers.forEach((layer, i) => {
    const { weight, bias, "weight.spectral.u": u } = layer.stateDict();
    if (weight === undefined || bias === undefined) return;
    got[`l${i}.weight`] = snapshot(outputsFirst(weight));
    got[`l${i}.bias`] = snapshot(bias);
    if (u !== undefined) got[`l${i}.u`] = snapshot(u);
  });
  return got;
}

const outputsLast = (w: Tensor): Tensor => transpose(w, w.rank === 4 ? [2, 3, 1, 0] : [1, 0]);
const outputsFirst = (w: Tensor): Tensor => transpose(w, w.rank === 4 ? [3, 2, 0, 1] : [1, 0]);

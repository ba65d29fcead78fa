import { type Tensor, reshape, tidy, transpose } from "@tensorflow/tfjs-core";
import { BatchLipNorm, FrobeniusLinear, GroupSort2, ScaleBiasLayer, Sequential, SoftHKRMulticlassLoss, SpectralConv2d, toTorchlip, vanillaModel } from "@surenet/lipschitz"; // prettier-ignore
import { Module } from "@surenet/nn";
import { createRng } from "@surenet/tensor-backend";
import type { CaseReader } from "../case-reader.ts";
import type { Got } from "../compare.ts";
import { channelsFirst, channelsLast } from "../layout.ts";
import { buildLayer } from "./lipschitz-layers.ts";

/** The reference's keys of a layer's state, with shapes and types, and which of them are trained. */
export async function stateDict(golden: CaseReader): Promise<Record<string, Got>> {
  const name = golden.param<string>("class") ?? "";
  if (name === "SoftHKRMulticlassLoss") {
    new SoftHKRMulticlassLoss().dispose(); // no module: its mean is part of no state
    return { keys: [], parameters: [] };
  }
  const params = golden.allParams();
  const layer = buildLayer(name, params, ["class"]);
  if (layer === undefined) throw new Error(`the runner does not know the class ${name}`);
  const dict = await toTorchlip(layer);
  // torch counts in int64, which our files hold as int32
  const keys = Object.entries(dict).map(([key, { shape, data }]) => ({
    key,
    shape,
    dtype: data instanceof Int32Array ? "int64" : "float32",
  }));
  const trained = new Set(layer.namedParameters().map(([path]) => path));
  const parameters = keys.map(({ key }) => key).filter((key) => trained.has(key.replace("parametrizations.weight.original", "weight")));
  layer.dispose();
  return { keys, parameters };
}

/** Features in the reference's order: channels, height, width. */
class Flatten extends Module {
  forward(x: Tensor): Tensor {
    return tidy(() => reshape(channelsFirst(x), [x.shape[0] ?? 1, -1]));
  }
}

/** A nested model after two training forwards: evaluated, converted, evaluated again. */
export function vanilla(golden: CaseReader): Record<string, Got> {
  golden.param("call");
  golden.param("compose");
  const inPlace = golden.param<boolean>("in_place") ?? true;
  const rng = createRng(0);
  const conv = new SpectralConv2d(1, 2, { kernelSize: 3, padding: 1, projection: "torchlip", rng });
  const head = new FrobeniusLinear(18, 3, { rng });
  const inner = new Sequential([conv, new GroupSort2()]);
  const model = new Sequential([inner, new BatchLipNorm(2), new Flatten(), head]);
  conv.loadStateDict(
    {
      weight: transpose(golden.input("inner0.weight"), [2, 3, 1, 0]),
      "weight.spectral.u": golden.input("inner0.u"),
      "weight.spectral.v": golden.input("inner0.v"), // one input channel: the order of the pixels is the same
      bias: golden.input("inner0.bias"),
    },
    { strict: false },
  );
  head.loadStateDict({ weight: transpose(golden.input("tail1.weight")), bias: golden.input("tail1.bias") });
  const x = channelsLast(golden.input("x"));
  model.train().forward(x);
  model.forward(x); // two batches, which the normalisation averages
  const evaluated = model.eval().forward(x);
  const plain = vanillaModel(model, { inPlace });
  const leaves = plain.namedModules().map(([, module]) => module).filter((module) => module.children().length === 0); // prettier-ignore
  const norm = leaves.find((module) => module instanceof ScaleBiasLayer);
  return {
    y_eval: evaluated,
    y_vanilla: plain.forward(x),
    norm_scalar: norm?.scalar ?? NaN,
    norm_bias: norm?.bias?.variable ?? NaN,
    same_object: plain === model,
    classes: leaves.map(({ constructor }) => constructor.name),
  };
}

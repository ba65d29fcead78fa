import { type Tensor, add, tidy, transpose } from "@tensorflow/tfjs-core";
import { BjorckNorm, FrobeniusLinear, type LipschitzModule, SpectralLinear } from "@surenet/lipschitz";
import type { Module, Parameter } from "@surenet/nn";
import { createRng } from "@surenet/tensor-backend";
import { backward } from "../backward.ts";
import type { CaseReader } from "../case-reader.ts";
import { type Got, snapshot } from "../compare.ts";

interface LinearLayer extends LipschitzModule {
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;
  vanillaExport(): Module;
}

/** SpectralLinear in parity mode. */
export function spectralLinear(golden: CaseReader): Record<string, Got> {
  golden.param("class");
  const options = golden.options(["bias", "k_coef_lip", "eps_spectral", "eps_bjorck"], ["epsBjorck"]);
  const layer = new SpectralLinear(golden.param<number>("in_features") ?? 0, golden.param<number>("out_features") ?? 0, {
    rng: createRng(0),
    projection: "torchlip",
    ...options,
  });
  const state = layer.stateDict();
  setState(layer, { "weight.spectral.u": golden.input("u"), "weight.spectral.v": golden.input("v") });
  const power = (): Record<string, Tensor> => ({ u: copy(state["weight.spectral.u"]), v: copy(state["weight.spectral.v"]) });
  return linearProtocol(golden, layer, power);
}

export function frobeniusLinear(golden: CaseReader): Record<string, Got> {
  golden.param("class");
  const options = golden.options(["bias", "k_coef_lip", "disjoint_neurons"]);
  const [inFeatures = 0, outFeatures = 0] = [golden.param<number>("in_features"), golden.param<number>("out_features")];
  return linearProtocol(golden, new FrobeniusLinear(inFeatures, outFeatures, { rng: createRng(0), ...options }), () => ({}));
}

/** One training forward with gradients, evaluation and export, then an update of the raw weight, seen in evaluation and in training. */
function linearProtocol(golden: CaseReader, layer: LinearLayer, power: () => Record<string, Tensor>): Record<string, Got> {
  const { weight, bias } = layer;
  setState(layer, { weight: transpose(golden.input("weight")), ...(bias === undefined ? {} : { bias: golden.input("bias") }) });
  const x = golden.input("x");
  let effective: Got = NaN;
  const variables = [weight.variable, ...(bias === undefined ? [] : [bias.variable])];
  const { y, gradX, gradients } = backward(
    (point) => {
      effective = snapshot(transpose(weight.value));
      return layer.forward(point);
    },
    x,
    golden.input("grad_output"),
    { variables },
  );
  const got: Record<string, Got> = { y, weight_eff: effective, grad_x: gradX };
  const [gradWeight, gradBias] = gradients;
  if (gradWeight !== undefined) got["grad_weight"] = transpose(gradWeight);
  if (gradBias !== undefined) got["grad_bias"] = gradBias;
  const bjorck = weight.parametrisations.find((step) => step instanceof BjorckNorm);
  if (bjorck !== undefined) got["bjorck_iterations"] = bjorck.iterations;
  const after = power();
  const last = layer.stateDict()["weight.bjorck.w"];
  if (after["u"] !== undefined && after["v"] !== undefined) Object.assign(got, { u_after: after["u"], v_after: after["v"] });
  if (last !== undefined) got["w_bjorck_after"] = transpose(last);

  layer.eval();
  got["y_eval"] = layer.forward(x);
  const exported = layer.vanillaExport();
  const exportedWeight = exported.stateDict()["weight"];
  if (exportedWeight !== undefined) got["export_weight"] = transpose(exportedWeight);
  got["y_export"] = exported.forward(x);
  if (golden.has("weight_delta")) {
    setState(layer, { weight: add(weight.variable, transpose(golden.input("weight_delta"))) });
    got["y_eval_after_update"] = layer.forward(x);
    if (after["u"] !== undefined) got["u_after_eval"] = power()["u"] ?? x;
    layer.train();
    got["y_train_after_update"] = layer.forward(x);
    if (after["u"] !== undefined) got["u_after_update"] = power()["u"] ?? x;
  }
  return got;
}

function setState(layer: Module, values: Readonly<Record<string, Tensor>>): void {
  layer.loadStateDict(values, { strict: false });
}

function copy(t: Tensor | undefined): Tensor {
  if (t === undefined) throw new Error("the layer has no such buffer");
  return tidy(() => add(t, 0));
}

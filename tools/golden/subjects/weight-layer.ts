import { type Tensor, add, tidy } from "@tensorflow/tfjs-core";
import { BjorckNorm, type LipschitzModule } from "@surenet/lipschitz";
import type { Module, Parameter } from "@surenet/nn";
import { backward } from "../backward.ts";
import type { CaseReader } from "../case-reader.ts";
import { type Got, snapshot } from "../compare.ts";

export interface WeightLayer extends LipschitzModule {
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;
  vanillaExport(): Module;
}

type Move = (t: Tensor) => Tensor;

/** How the reference's tensors become ours, and back. */
export interface Layout {
  readonly weightIn: Move;
  readonly weightOut: Move;
  readonly xIn: Move;
  readonly xOut: Move;
  /** The power iteration's vector over everything but the outputs, given the weight in the reference's layout. */
  readonly vIn: (v: Tensor, weight: Tensor) => Tensor;
  readonly vOut: (v: Tensor, weight: Tensor) => Tensor;
}

/** One training forward with gradients, evaluation and export, then an update of the raw weight, seen in evaluation and in training. */
export function weightLayerProtocol(
  golden: CaseReader,
  layer: WeightLayer,
  { weightIn, weightOut, xIn, xOut, vIn, vOut }: Layout,
): Record<string, Got> {
  const { weight, bias } = layer;
  const given = golden.input("weight");
  const power = (): Record<string, Tensor> => {
    const { "weight.spectral.u": u, "weight.spectral.v": v } = layer.stateDict();
    return u === undefined || v === undefined ? {} : { u: copy(u), v: vOut(copy(v), given) };
  };
  setState(layer, { weight: weightIn(given), ...(bias === undefined ? {} : { bias: golden.input("bias") }) });
  if (golden.has("u")) setState(layer, { "weight.spectral.u": golden.input("u"), "weight.spectral.v": vIn(golden.input("v"), given) });
  const x = xIn(golden.input("x"));
  let effective: Got = NaN;
  const variables = [weight.variable, ...(bias === undefined ? [] : [bias.variable])];
  const { y, gradX, gradients } = backward(
    (point) => {
      effective = snapshot(weightOut(weight.value));
      return layer.forward(point);
    },
    x,
    xIn(golden.input("grad_output")),
    { variables, see: xOut },
  );
  const got: Record<string, Got> = { y, weight_eff: effective, grad_x: xOut(gradX) };
  const [gradWeight, gradBias] = gradients;
  if (gradWeight !== undefined) got["grad_weight"] = weightOut(gradWeight);
  if (gradBias !== undefined) got["grad_bias"] = gradBias;
  const bjorck = weight.parametrisations.find((step) => step instanceof BjorckNorm);
  if (bjorck !== undefined) got["bjorck_iterations"] = bjorck.iterations;
  const after = power();
  const last = layer.stateDict()["weight.bjorck.w"];
  if (after["u"] !== undefined && after["v"] !== undefined) Object.assign(got, { u_after: after["u"], v_after: after["v"] });
  if (last !== undefined) got["w_bjorck_after"] = weightOut(last);

  layer.eval();
  got["y_eval"] = xOut(layer.forward(x));
  const exported = layer.vanillaExport();
  const exportedWeight = exported.stateDict()["weight"];
  if (exportedWeight !== undefined) got["export_weight"] = weightOut(exportedWeight);
  got["y_export"] = xOut(exported.forward(x));
  if (golden.has("weight_delta")) {
    setState(layer, { weight: add(weight.variable, weightIn(golden.input("weight_delta"))) });
    got["y_eval_after_update"] = xOut(layer.forward(x));
    if (after["u"] !== undefined) got["u_after_eval"] = power()["u"] ?? x;
    layer.train();
    got["y_train_after_update"] = xOut(layer.forward(x));
    if (after["u"] !== undefined) got["u_after_update"] = power()["u"] ?? x;
  }
  return got;
}

export function setState(layer: Module, values: Readonly<Record<string, Tensor>>): void {
  layer.loadStateDict(values, { strict: false });
}

function copy(t: Tensor): Tensor {
  return tidy(() => add(t, 0));
}

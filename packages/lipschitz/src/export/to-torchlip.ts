import { checkOptions, unsupported } from "@surenet/tensor-backend";
import { type Module, Sequential as PlainSequential, type TensorData, type TorchOptions, toTorch } from "@surenet/nn";
import { HouseHolder } from "../activations/house-holder.ts";
import { LPReLU } from "../activations/lp-relu.ts";
import { ConstrainedConv } from "../convolution/constrained-conv.ts";
import { FrobeniusConv2d } from "../convolution/frobenius-conv2d.ts";
import { SpectralConvTranspose2d } from "../convolution/spectral-conv-transpose2d.ts";
import { SpectralConv } from "../convolution/spectral-conv2d.ts";
import { ConstrainedLinear } from "../linear/constrained-linear.ts";
import { FrobeniusLinear } from "../linear/frobenius-linear.ts";
import { SpectralLinear } from "../linear/spectral-linear.ts";
import { LipschitzModule } from "../module/lipschitz-module.ts";
import { Sequential } from "../module/sequential.ts";
import { LipResidual } from "../residual/lip-residual.ts";

/**
 * A model's state dict as deel-torchlip's modules of the same structure have it, for `load_state_dict`.
 *
 * What `toTorch` gives, with the weight of a constrained layer under `parametrizations.weight`: `original` is the raw weight, `0._u` and `0._v` are the vectors of the power iteration,
 * `1._w_bjorck` is the weight that torchlip uses in evaluation. A layer on the Stiefel manifold, whose weight is its own projection, gets vectors that fit it.
 *
 * Known weakness: where our factor of a padded convolution is smaller than the reference's (reflect and replicate, which are not 1-Lipschitz there), its output is larger than ours.
 *
 * @throws SurenetError `E_UNSUPPORTED` for a constrained layer that torchlip does not have, `E_OPTION`
 * @example encodeSafetensors(await toTorchlip(model)) // torch: model.load_state_dict(safetensors.torch.load_file(…))
 */
export async function toTorchlip(model: Module, options: TorchOptions = {}): Promise<Record<string, TensorData>> {
  checkOptions("toTorchlip", options, ["inputShape"]);
  const same = plainContainers(model);
  checkKnown(same);
  const dict = await toTorch(same, options);
  const ours = Object.keys(same.stateDict()); // toTorch keeps their order
  const theirs = Object.keys(dict);
  const modules = new Map(same.namedModules());
  const out: Record<string, TensorData> = {};
  theirs.forEach((key, i) => {
    const [path, step] = weightPath(ours[i] ?? "");
    const layer = path === undefined ? undefined : modules.get(path);
    const tensor = dict[key];
    if (tensor === undefined) return;
    if (layer === undefined || step === undefined || !isConstrained(layer)) out[key] = wholeNumbers(key, tensor);
    else if (step === "") Object.assign(out, constrainedWeight(key.replace(/weight$/, ""), layer, dict));
  });
  return out;
}

/** @throws SurenetError `E_UNSUPPORTED` for a constrained layer with weights that the reference does not have */
function checkKnown(model: Module): void {
  for (const [, module] of model.namedModules()) {
    const known = KNOWN.some((type) => module instanceof type);
    if (known || !(module instanceof LipschitzModule) || module.parameters().length === 0) continue;
    throw unsupported({
      where: "toTorchlip",
      problem: `torchlip has no ${module.constructor.name}`,
      fix: "Export a plain model: vanillaExport, then toTorch.",
    });
  }
}

const KNOWN: readonly (abstract new (...args: never[]) => Module)[] = [
  FrobeniusConv2d, FrobeniusLinear, HouseHolder, LipResidual, LPReLU, SpectralConv, SpectralConvTranspose2d, SpectralLinear,
]; // prettier-ignore

/** The path of the module that owns a weight, and what follows: nothing, or a step and its buffer. */
function weightPath(key: string): [path?: string, step?: string] {
  const match = /^(?:(.*)\.)?weight(?:\.(.*))?$/.exec(key);
  return match === null ? [] : [match[1] ?? "", match[2] ?? ""];
}

function isConstrained(layer: Module): boolean {
  return layer instanceof ConstrainedLinear || layer instanceof ConstrainedConv || layer instanceof SpectralConvTranspose2d;
}

/** The reference's tensors for one weight. */
function constrainedWeight(prefix: string, layer: Module, dict: Readonly<Record<string, TensorData>>): Record<string, TensorData> {
  const base = `${prefix}parametrizations.weight`;
  const original = dict[`${prefix}weight`] ?? { shape: [], data: new Float32Array() };
  const raw = { [`${base}.original`]: original };
  if (layer instanceof FrobeniusLinear || layer instanceof FrobeniusConv2d) return raw;
  const isTransposed = layer instanceof SpectralConvTranspose2d;
  const [u, v] = [dict[`${prefix}weight.spectral.u`], dict[`${prefix}weight.spectral.v`]];
  const vectors =
    u === undefined || v === undefined
      ? fittingVectors(original, isTransposed)
      : { u: flat(u.data), v: reordered(v.data, original, isTransposed) };
  const power = { [`${base}.0._u`]: vectors.u, [`${base}.0._v`]: vectors.v };
  const bjorck = dict[`${prefix}weight.bjorck.w`];
  const isStiefel = u === undefined;
  return bjorck === undefined && !isStiefel ? { ...raw, ...power } : { ...raw, ...power, [`${base}.1._w_bjorck`]: bjorck ?? original };
}

/** Unit vectors with `u = M v / |M v|`, M the weight as `[out, rest]`: for an orthonormal M they are singular vectors of 1. */
function fittingVectors({ shape, data }: TensorData, isTransposed: boolean): { u: TensorData; v: TensorData } {
  const [first = 1, second = 1] = shape;
  const outputs = isTransposed ? second : first;
  const rest = data.length / outputs;
  const inner = rest / first; // of a transposed convolution, whose outputs are the second axis
  const at = (o: number, r: number): number =>
    Number(isTransposed ? data[(Math.floor(r / inner) * outputs + o) * inner + (r % inner)] : data[o * rest + r]);
  const v = unit(Float32Array.from({ length: rest }, (_, r) => at(0, r)));
  const u = unit(Float32Array.from({ length: outputs }, (_, o) => v.reduce((total, value, r) => total + at(o, r) * value, 0)));
  return { u: flat(u), v: flat(v) };
}

function unit(values: Float32Array): Float32Array {
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}

/** Our v runs over height, width, inputs; the reference's over inputs, height, width. */
function reordered(v: TensorData["data"], { shape }: TensorData, isTransposed: boolean): TensorData {
  const inputs = shape[isTransposed ? 0 : 1] ?? 1;
  const pixels = v.length / inputs;
  return flat(Float32Array.from(v, (_, i) => v[(i % pixels) * inputs + Math.floor(i / pixels)] ?? NaN));
}

function flat(data: TensorData["data"]): TensorData {
  return { shape: [data.length], data };
}

/** What the reference counts in integers. */
function wholeNumbers(key: string, { shape, data }: TensorData): TensorData {
  return { shape, data: key.endsWith("running_num_batches") ? Int32Array.from(data) : data };
}

/** The containers of this package as those of nn, which the conversion follows; layers are shared. */
function plainContainers(module: Module): Module {
  if (module instanceof Sequential || module instanceof PlainSequential) return new PlainSequential(module.layers.map(plainContainers));
  return module;
}

import { type Tensor, add, grads, mul, sum, tidy, transpose } from "@tensorflow/tfjs-core";
import {
  bjorckInit,
  bjorckNorm,
  bjorckNormalization,
  ConvTranspose2d,
  frobeniusNorm,
  lconvNorm,
  PadConv1d,
  removeBjorckNorm,
  removeFrobeniusNorm,
  removeLconvNorm,
  spectralInit,
  spectralNormalization,
  sqrtWithGradeps,
} from "@surenet/lipschitz";
import { Conv2d, Linear, type Module, type Parameter } from "@surenet/nn";
import { createRng } from "@surenet/tensor-backend";
import { backward } from "../backward.ts";
import type { CaseReader } from "../case-reader.ts";
import { type Got, snapshot } from "../compare.ts";
import { channelsFirst, channelsLast } from "../layout.ts";

/** OI, OIW, OIHW to IO, WIO, HWIO, and back. */
const outputsLast = (w: Tensor): Tensor => transpose(w, [...[...w.shape.keys()].slice(2), 1, 0]);
const outputsFirst = (w: Tensor): Tensor => transpose(w, [w.rank - 1, w.rank - 2, ...[...w.shape.keys()].slice(0, -2)]);

export function normalisers(golden: CaseReader): Record<string, Got> {
  const call = golden.param<string>("call") ?? "";
  if (call === "bjorck_normalization") return bjorck(golden);
  if (call === "spectral_normalization") return spectral(golden);
  throw new Error(`the runner does not know ${call}`);
}

/** Names without an underscore inside become camelCase by themselves; maxiter does not. */
function iterationOptions(golden: CaseReader): { eps?: number; maxIter?: number } {
  return { ...golden.options(["eps"]), maxIter: golden.param<number>("maxiter") ?? 0 };
}

function bjorck(golden: CaseReader): Record<string, Got> {
  const options = { ...iterationOptions(golden), ...golden.options(["beta"]), gradient: "torchlip" } as const;
  const [w, upstream] = [outputsLast(golden.input("w")), outputsLast(golden.input("grad_output"))];
  const { weight, iterations } = bjorckNormalization(w, options);
  const [gradient] = grads((a) => sum(mul(bjorckNormalization(a as Tensor, options).weight, upstream)))([w]);
  return { w_bar: outputsFirst(weight), grad_w: gradient === undefined ? NaN : outputsFirst(gradient), iterations };
}

function spectral(golden: CaseReader): Record<string, Got> {
  const kernel = golden.input("kernel");
  golden.param("u"); // null where the reference drew it
  const start = golden.has("u") ? { u: golden.input("u") } : { rng: replaying(golden.input("drawn_u")) };
  const options = { ...iterationOptions(golden), ...start };
  const { weight, u, sigma, iterations } = spectralNormalization(kernel, options);
  const got: Record<string, Got> = { w_bar: weight, u, sigma, iterations };
  if (!golden.has("grad_output")) return got;
  const upstream = golden.input("grad_output");
  const [gradient] = grads((a) => sum(mul(spectralNormalization(a as Tensor, options).weight, upstream)))([kernel]);
  return { ...got, grad_kernel: gradient ?? NaN };
}

/** A source whose only draw is the one that the reference made. */
function replaying(drawn: Tensor): { normal(): Tensor } {
  return { normal: () => drawn };
}

export function initialisers(golden: CaseReader): Record<string, Got> {
  const call = golden.param<string>("call");
  const renamed = Object.fromEntries(
    [
      ["maxiter_spectral", "maxIterSpectral"],
      ["maxiter_bjorck", "maxIterBjorck"],
    ]
      .filter(([name = ""]) => golden.hasParam(name))
      .map(([name = "", option = ""]) => [option, golden.param(name)]),
  );
  const options = { rng: replaying(golden.input("drawn_u")), ...golden.options(["eps_spectral", "eps_bjorck", "beta"]), ...renamed };
  const init = call === "init.spectral_" ? spectralInit : bjorckInit;
  return { tensor: init(golden.input("tensor"), options) };
}

export function sqrtEps(golden: CaseReader): Record<string, Got> {
  golden.param("call");
  const options = golden.options(["eps"]);
  const { y, gradX } = backward((x) => sqrtWithGradeps(x, options), golden.input("x"), golden.input("grad_output"));
  return { y, grad_x: gradX };
}

interface Registered {
  readonly register: (module: Module) => unknown;
  readonly remove: (module: Module) => unknown;
}

/** A step registered on a plain layer: forward, gradients, and what is left when it is removed. */
export function parametrisations(golden: CaseReader): Record<string, Got> {
  const layer = plainLayer(golden.param<string>("layer"), golden.input("weight"));
  const { register, remove } = registered(golden);
  layer.loadStateDict({ weight: outputsLast(golden.input("weight")), bias: golden.input("bias") });
  const returnsModule = register(layer) === layer;
  const x = channelsLast(golden.input("x"));
  let effective: Got = NaN;
  const { y, gradX, gradients } = backward(
    (point) => {
      effective = snapshot(outputsFirst(layer.weight.value));
      return layer.forward(point);
    },
    x,
    channelsLast(golden.input("grad_output")),
    { variables: [layer.weight.variable], see: channelsFirst },
  );
  remove(layer);
  const [gradient] = gradients;
  const got: Record<string, Got> = {
    weight_eff: effective,
    y,
    grad_x: channelsFirst(gradX),
    grad_weight: gradient === undefined ? NaN : outputsFirst(gradient),
    weight_after_remove: outputsFirst(tidy(() => add(layer.weight.variable, 0))),
    y_after_remove: channelsFirst(layer.forward(x)),
    returns_module: returnsModule,
    parametrized_after_remove: layer.weight.parametrisations.length > 0,
  };
  layer.dispose();
  return got;
}

function plainLayer(description: string | undefined, { shape }: Tensor): Module & { readonly weight: Parameter } {
  const rng = createRng(0);
  const [outputs = 1, inputs = 1, ...sides] = shape;
  if (description === undefined) return new Linear(inputs, outputs, { rng });
  const [, kind, written] = /^(Conv1d|Conv2d|ConvTranspose2d)\(\d+,\d+,\d+(?:,stride=(\d+))?\)$/.exec(description) ?? [];
  const stride = Number(written ?? 1);
  const kernelSize: [number, number] = [sides[0] ?? 1, sides[1] ?? 1];
  if (kind === "Conv1d") return new PadConv1d(inputs, outputs, { kernelSize: kernelSize[0], stride, rng });
  if (kind === "Conv2d") return new Conv2d(inputs, outputs, { kernelSize, stride, rng });
  if (kind === "ConvTranspose2d") return new ConvTranspose2d(outputs, inputs, { kernelSize, stride, rng }); // whose inputs come first
  throw new Error(`the runner does not know the layer ${description}`);
}

function registered(golden: CaseReader): Registered {
  const call = golden.param<string>("call") ?? "";
  const options = golden.options(["disjoint_neurons", "eps"]);
  if (call === "frobenius_norm") return { register: (module) => frobeniusNorm(module, options), remove: removeFrobeniusNorm };
  if (call === "bjorck_norm")
    return { register: (module) => bjorckNorm(module, { projection: "torchlip", ...options }), remove: removeBjorckNorm };
  if (call === "lconv_norm") return { register: lconvNorm, remove: removeLconvNorm };
  throw new Error(`the runner does not know ${call}`);
}

import { certifyPoint, type Label, RADIUS_NAMES, type RadiusName } from "@surenet/checker";
import type { Tensor } from "@tensorflow/tfjs-core";
import { checkOptions } from "@surenet/tensor-backend";
import type { Module } from "@surenet/nn";
import { labelInForce } from "./engine-label.ts";
import { proveModel } from "./prove-model.ts";
import { mapSamples, readSamples } from "./samples.ts";

/** What is promised about one input. */
export interface Certificate {
  /** The class that the model gives. */
  readonly predicted: number;
  /** No input within this 2-norm distance is given another class, in the arithmetic of the label; in the units of the model's input. */
  readonly radius: number;
  /** The same for every arithmetic. */
  readonly radiusBy: Readonly<Record<RadiusName, number>>;
  /** Proved Lipschitz constant from the input to the head's input. */
  readonly bound: number;
  /** `radii[j]`: no input within this distance is given class j, in the arithmetic of the label; infinite for the predicted class. */
  readonly radii: readonly number[];
  /** How margins become radii: by the distance between the two classes' head weights. */
  readonly method: "pairwise";
  /** The arithmetic that the promise holds for. */
  readonly arithmetic: Label;
}

export interface CertifyOptions {
  /**
   * The arithmetic that the radii are for. By default that of the engine in force: `f32-ieee` on wasm, cpu and node, `f32-any-round` on webgpu. `f64-checked` is about the
   * stored weights in exact arithmetic, `real` the formula on paper: inside these radii a float32 network can change its class.
   */
  readonly arithmetic?: Label;
  readonly signal?: AbortSignal;
  /** Called now and then with the number of inputs done. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

/**
 * Certifies inputs: the class of each, and a radius within which no input gets another.
 *
 * `radius = min_{j≠p} (f_p - f_j) / (L · ‖w_p - w_j‖₂)`, with L the product of the layers' constants. Every factor is a proved upper bound (a float64
 * Cholesky factorisation for each weight, never a power iteration), and the forward pass runs on the host in float64 with its rounding carried along, and that of
 * the engine; see @surenet/checker. The model is put into evaluation for the reading of its weights.
 *
 * @param model ends in a linear head with at least two outputs; every layer has a known bound
 * @param x `[samples, ...]`, a tensor (borrowed) or rows of numbers
 * @returns one certificate per sample
 * @throws SurenetError `E_UNSUPPORTED` for a layer without a proved bound and for an engine whose arithmetic is not known, `E_SHAPE`, `E_VALUE` for inputs or weights that are not finite
 * @example
 * const [first] = await certify(model, [[0.5, 0.25]]);
 * // { predicted: 1, radius: 0.21, radiusBy: { real: 0.21, .. }, bound: 1.0000002, method: "pairwise", arithmetic: "f32-ieee" }
 * @see Tsuzuku, Sato & Sugiyama 2018, "Lipschitz-margin training", proposition 1, with the pairwise norm in place of √2 L
 */
export async function certify(
  model: Module,
  x: Tensor | readonly ArrayLike<number>[],
  options: CertifyOptions = {},
): Promise<Certificate[]> {
  checkOptions("certify", options, ["arithmetic", "signal", "onProgress"]);
  const { samples, shape } = await readSamples(x);
  const network = await proveModel(model, shape);
  const arithmetic = labelInForce(options.arithmetic, network.ops);
  const name = RADIUS_NAMES[arithmetic];
  return mapSamples(samples, options, (sample): Certificate => {
    const { predicted, radius, radii } = certifyPoint(network, sample);
    const promise = { radius: radius[name], radiusBy: radius, radii: Array.from(radii[name]) };
    return { predicted, ...promise, bound: network.bound, method: "pairwise", arithmetic };
  });
}

/** What a model promises before any input is seen. */
export interface LipschitzBound {
  /** Proved Lipschitz constant from the input to the head's input. */
  readonly bound: number;
  /** The same for each op on the way. */
  readonly layers: readonly { readonly op: string; readonly bound: number }[];
}

/** @param inputShape of one sample */
export async function lipschitzBound(model: Module, inputShape: readonly number[]): Promise<LipschitzBound> {
  const { bound, body, constants } = await proveModel(model, inputShape);
  return { bound, layers: body.map(({ op }, i) => ({ op, bound: constants[i] ?? Infinity })) };
}

import { certifyPoint } from "@surenet/checker";
import type { Tensor } from "@tensorflow/tfjs-core";
import { checkOptions } from "@surenet/tensor-backend";
import type { Module } from "@surenet/nn";
import { proveModel } from "./prove-model.ts";
import { mapSamples, readSamples } from "./samples.ts";

/** What is promised about one input. */
export interface Certificate {
  /** The class that the model gives. */
  readonly predicted: number;
  /** No input within this 2-norm distance is given another class; in the units of the model's input. */
  readonly radius: number;
  /** Proved Lipschitz constant from the input to the head's input. */
  readonly bound: number;
  /** `radii[j]`: no input within this distance is given class j; infinite for the predicted class. */
  readonly radii: readonly number[];
  /** How margins become radii: by the distance between the two classes' head weights. */
  readonly method: "pairwise";
  /** The arithmetic that the promise holds for: exact arithmetic on the stored float32 weights, with all float64 rounding of the proof accounted for. */
  readonly arithmetic: "f64-checked";
}

export interface CertifyOptions {
  readonly signal?: AbortSignal;
  /** Called now and then with the number of inputs done. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

/**
 * Certifies inputs: the class of each, and a radius within which no input gets another.
 *
 * `radius = min_{j≠p} (f_p - f_j) / (L · ‖w_p - w_j‖₂)`, with L the product of the layers' constants. Every factor is a proved upper bound (a float64
 * Cholesky factorisation for each weight, never a power iteration), and the forward pass runs on the host in float64 with its rounding carried along; see
 * @surenet/checker. The model is put into evaluation for the reading of its weights.
 *
 * @param model ends in a linear head with at least two outputs; every layer has a known bound
 * @param x `[samples, ...]`, a tensor (borrowed) or rows of numbers
 * @returns one certificate per sample
 * @throws SurenetError `E_UNSUPPORTED` for a layer without a proved bound, `E_SHAPE`, `E_VALUE` for inputs or weights that are not finite
 * @example
 * const [first] = await certify(model, [[0.5, 0.25]]);
 * // { predicted: 1, radius: 0.21, bound: 1.0000002, method: "pairwise", arithmetic: "f64-checked" }
 * @see Tsuzuku, Sato & Sugiyama 2018, "Lipschitz-margin training", proposition 1, with the pairwise norm in place of √2 L
 */
export async function certify(
  model: Module,
  x: Tensor | readonly ArrayLike<number>[],
  options: CertifyOptions = {},
): Promise<Certificate[]> {
  checkOptions("certify", options, ["signal", "onProgress"]);
  const { samples, shape } = await readSamples(x);
  const network = await proveModel(model, shape);
  return mapSamples(samples, options, (sample): Certificate => {
    const { predicted, radius, radii } = certifyPoint(network, sample);
    return { predicted, radius, radii: Array.from(radii), bound: network.bound, method: "pairwise", arithmetic: "f64-checked" };
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

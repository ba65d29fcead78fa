import { type PointCertificate, type ProvedNetwork, certifyPoint, proveNetwork } from "@surenet/checker";
import type { Tensor } from "@tensorflow/tfjs-core";
import { checkOptions, invalidValue, shapeMismatch, unsupported } from "@surenet/tensor-backend";
import type { Module } from "@surenet/nn";
import { lower } from "./lower.ts";

/** What is promised about one input. */
export interface Certificate {
  /** The class that the model gives. */
  readonly predicted: number;
  /** No input within this 2-norm distance is given another class; in the units of the model's input. */
  readonly radius: number;
  /** Proved Lipschitz constant from the input to the head's input. */
  readonly bound: number;
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
  const { signal, onProgress } = options;
  const samples = await rowsOf(x);
  checkFinite(samples);
  const network = await prove(model, "dataId" in x ? x.shape.slice(1) : [samples[0]?.length ?? 0]);

  const certificates: Certificate[] = [];
  let rested = performance.now();
  for (const sample of samples) {
    const { predicted, radius }: PointCertificate = certifyPoint(network, sample);
    certificates.push({ predicted, radius, bound: network.bound, method: "pairwise", arithmetic: "f64-checked" });
    if (performance.now() - rested < 30) continue; // let signals, timers and a page's own work through
    onProgress?.({ done: certificates.length, total: samples.length });
    await new Promise((resolve) => setTimeout(resolve));
    signal?.throwIfAborted();
    rested = performance.now();
  }
  return certificates;
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
  const { bound, body, constants } = await prove(model, inputShape);
  return { bound, layers: body.map(({ op }, i) => ({ op, bound: constants[i] ?? Infinity })) };
}

async function prove(model: Module, inputShape: readonly number[]): Promise<ProvedNetwork> {
  const wasTraining = model.training;
  model.eval();
  try {
    return proveNetwork((await lower(model, inputShape)).ops);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw unsupported({
      where: "certify",
      problem: cause.message,
      fix: "A certified classifier ends in a linear layer with one output a class.",
      cause,
    });
  } finally {
    model.train(wasTraining);
  }
}

async function rowsOf(x: Tensor | readonly ArrayLike<number>[]): Promise<Float32Array[]> {
  if (!("dataId" in x)) return Array.from(x, (row) => Float32Array.from(row));
  const values = Float32Array.from(await x.data());
  const [count = 1] = x.shape;
  const size = values.length / count;
  return Array.from({ length: count }, (_, i) => values.subarray(i * size, (i + 1) * size));
}

function checkFinite(samples: readonly Float32Array[]): void {
  samples.forEach((sample, i) => {
    const wrong = sample.findIndex((value) => !Number.isFinite(value));
    if (wrong < 0 && sample.length === samples[0]?.length) return;
    if (wrong < 0)
      throw shapeMismatch({
        where: "certify",
        problem: `sample ${i} differs from the first`,
        expected: `${samples[0]?.length} features`,
        got: sample.length,
      });
    throw invalidValue({
      where: "certify",
      problem: `feature ${wrong} of sample ${i} is not usable`,
      expected: "a finite number",
      got: sample[wrong],
    });
  });
}

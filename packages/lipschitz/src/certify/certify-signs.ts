import { certifySigns as certifySignsAt, type Label, RADIUS_NAMES, type RadiusName } from "@surenet/checker";
import type { Tensor } from "@tensorflow/tfjs-core";
import { checkOptions } from "@surenet/tensor-backend";
import type { Module } from "@surenet/nn";
import type { CertifyOptions } from "./certify.ts";
import { labelInForce } from "./engine-label.ts";
import { proveModel } from "./prove-model.ts";
import { mapSamples, readSamples } from "./samples.ts";

/** What is promised about the sign of one output. */
export interface SignCertificate {
  /** Whether the output is positive. */
  readonly positive: boolean;
  /** No input within this 2-norm distance gives the output another sign, in the arithmetic of the label; 0 when nothing can be promised. */
  readonly radius: number;
  /** The same for every arithmetic. */
  readonly radiusBy: Readonly<Record<RadiusName, number>>;
  /** The arithmetic that the promise holds for. */
  readonly arithmetic: Label;
}

/**
 * Certifies the sign of every output: for a binary head, whose one output is positive for the one class and negative for the other, and for labels that are
 * independent of each other.
 *
 * `radius_j = |f_j| / (L · ‖w_j‖₂)`, with L the product of the layers' constants, all proved upper bounds, and the forward pass in float64 with its rounding carried along.
 *
 * @param model ends in a linear head; every layer has a known bound
 * @param x `[samples, ...]`, a tensor (borrowed) or rows of numbers
 * @returns for each sample one certificate an output, in the arithmetic of the engine in force or the one that is asked for
 * @throws SurenetError `E_UNSUPPORTED` for a layer without a proved bound, `E_SHAPE`, `E_VALUE` for inputs or weights that are not finite
 * @example
 * const [[first]] = await certifySigns(critic, [[0.5, 0.25]]); // { positive: true, radius: 0.21, radiusBy: { .. }, arithmetic: "f32-ieee" }
 */
export async function certifySigns(
  model: Module,
  x: Tensor | readonly ArrayLike<number>[],
  options: CertifyOptions = {},
): Promise<SignCertificate[][]> {
  checkOptions("certifySigns", options, ["arithmetic", "signal", "onProgress"]);
  const { samples, shape } = await readSamples(x);
  const network = await proveModel(model, shape, { leastOutputs: 1 });
  const arithmetic = labelInForce(options.arithmetic, network.ops);
  const name = RADIUS_NAMES[arithmetic];
  return mapSamples(samples, options, (sample) =>
    certifySignsAt(network, sample).map(({ positive, radius }) => ({ positive, radius: radius[name], radiusBy: radius, arithmetic })),
  );
}

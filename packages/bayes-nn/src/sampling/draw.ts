import { type Rng, checkOptions, invalidOption } from "@surenet/tensor-backend";

/**
 * How the noise of a Gaussian layer is drawn.
 *
 * - `"local"`: the local reparameterisation. Every input of the batch has weights of its own, drawn where they act, on the layer's output: the least variance of
 *   the gradient, and one product for the means whatever the number of samples (Kingma, Salimans & Welling 2015).
 * - `"flipout"`: one draw of the weights for the batch, decorrelated by random signs (Wen et al. 2018); for diagonal covariances.
 * - `"shared"`: one draw of the weights for the whole batch, so a sample is one network.
 */
export type Sampling = "local" | "flipout" | "shared";

export interface Draw {
  /** Draws in front of the output, `[samples, batch, ..]`; `0` is the mean network; by default one draw without an axis of its own in training, the mean in evaluation. */
  readonly samples?: number;
  /** The input has the axis of samples in front already. */
  readonly inputContainsSamples?: boolean;
  readonly sampling?: Sampling;
  /** In place of the layers' own streams. */
  readonly rng?: Rng;
}

/** @throws SurenetError `E_OPTION` */
export function checkDraw(where: string, draw: Draw): void {
  checkOptions(where, draw, ["samples", "inputContainsSamples", "sampling", "rng"]);
  const { samples, sampling } = draw;
  if (samples !== undefined && !(Number.isInteger(samples) && samples >= 0)) {
    throw invalidOption({ where, option: "samples", got: samples, expected: "an integer, 0 or more" });
  }
  if (sampling !== undefined) checkSampling(where, sampling);
}

/** @throws SurenetError `E_OPTION` */
export function checkSampling(where: string, sampling: unknown): asserts sampling is Sampling {
  if (sampling === "local" || sampling === "flipout" || sampling === "shared") return;
  throw invalidOption({ where, option: "sampling", got: sampling, expected: '"local", "flipout" or "shared"' });
}

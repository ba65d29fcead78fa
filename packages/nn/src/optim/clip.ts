import { type Tensor, add, addN, clipByValue as clipTensor, div, minimum, mul, sqrt, square, sum, tidy } from "@tensorflow/tfjs-core";
import { invalidOption } from "@surenet/tensor-backend";
import type { Parameter } from "../module/parameter.ts";

/** Maps the gradients of a step to smaller ones; the results are owned by the caller. */
export type Clip = (gradients: readonly Tensor[]) => Tensor[];

/**
 * Scales all gradients by one factor so that their joint length is at most `maxNorm`, which keeps their direction.
 *
 * `g_i ← g_i · min(1, maxNorm / (√(Σ_i ‖g_i‖²) + 1e-6))`, as torch's `clip_grad_norm_`; no value is read back.
 *
 * @example clipByNorm(1)([tensor([3]), tensor([4])]) // length 5, so [0.6] and [0.8]
 */
export function clipByNorm(maxNorm: number): Clip {
  checkLimit("clipByNorm", "maxNorm", maxNorm);
  return (gradients) =>
    tidy(() => {
      const length = sqrt(addN(gradients.map((gradient) => sum(square(gradient)))));
      const factor = minimum(1, div(maxNorm, add(length, 1e-6)));
      return gradients.map((gradient) => mul(gradient, factor));
    });
}

/**
 * Limits every element to `[-limit, limit]`.
 *
 * @example clipByValue(1)([tensor([0.5, -3])]) // [0.5, -1]
 */
export function clipByValue(limit: number): Clip {
  checkLimit("clipByValue", "limit", limit);
  return (gradients) => tidy(() => gradients.map((gradient) => clipTensor(gradient, -limit, limit)));
}

/**
 * The gradients of a step after clipping; owned by the caller.
 *
 * @throws SurenetError `E_OPTION` when `clip` loses a gradient
 */
export function clipGradients(gradients: ReadonlyMap<Parameter, Tensor>, clip: Clip): ReadonlyMap<Parameter, Tensor> {
  const clipped = clip([...gradients.values()]);
  if (clipped.length !== gradients.size) {
    throw invalidOption({ where: "train", option: "clip", got: `${clipped.length} gradients`, expected: `${gradients.size} of them` });
  }
  const values = clipped.values();
  return new Map([...gradients].map(([parameter, gradient]) => [parameter, values.next().value ?? gradient]));
}

function checkLimit(where: string, option: string, value: number): void {
  if (!(value > 0 && value < Infinity)) throw invalidOption({ where, option, got: value, expected: "a positive number" });
}

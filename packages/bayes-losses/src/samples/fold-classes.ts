import { type Tensor, broadcastTo, reshape } from "@tensorflow/tfjs-core";
import { shapeMismatch } from "@surenet/tensor-backend";
import { refuseEmpty } from "./align-target.ts";

export interface Folded {
  /** `[samples · batch, classes, ..]` */
  readonly pred: Tensor;
  readonly target: Tensor;
  /** Samples and batch, as they were. */
  readonly lead: readonly number[];
}

/**
 * Predictions of classes and their targets with samples and batch as one axis; the targets are repeated over the samples.
 *
 * @param pred `[..samples, batch, classes, ..]`, or without a batch `[..samples, classes]`
 * @param target class numbers `[batch, ..]` (int32, one axis less), or probabilities of the shape behind the samples
 * @returns handles or new tensors, for the caller's tidy
 * @throws SurenetError `E_SHAPE`, `E_VALUE` for an empty batch
 * @example foldClasses("ce", zeros([8, 4, 3]), zeros([4], "int32")) // pred [32, 3], target [32], lead [8, 4]
 */
export function foldClasses(where: string, pred: Tensor, target: Tensor): Folded {
  refuseEmpty(where, pred);
  const numbers = target.dtype === "int32";
  const samples = numbers && pred.rank !== target.rank ? pred.rank - target.rank - 1 : pred.rank - target.rank;
  const behind = pred.shape.slice(Math.max(samples, 0));
  const fits = numbers ? sameButClasses(behind, target.shape) : behind.join() === target.shape.join();
  if (samples < 0 || !fits) {
    const expected = `class numbers [batch, ..] (int32) or probabilities for predictions [${pred.shape.join(", ")}] = [..samples, batch, classes, ..]`;
    throw shapeMismatch({ where, problem: "the target does not fit the prediction", expected, got: target.shape });
  }
  if (samples === 0) return { pred, target, lead: pred.shape.slice(0, pred.rank === 1 ? 0 : 1) };
  const single = numbers ? target.rank === 0 : target.rank === 1; // predictions without a batch
  const lead = pred.shape.slice(0, samples + (single ? 0 : 1));
  const count = lead.reduce((product, side) => product * side, 1);
  const repeated = broadcastTo(target, [...pred.shape.slice(0, samples), ...target.shape]);
  return {
    pred: reshape(pred, [count, ...pred.shape.slice(lead.length)]),
    target: reshape(repeated, [count, ...target.shape.slice(single ? 0 : 1)]),
    lead,
  };
}

/** `[batch, classes, ..]` against `[batch, ..]`; `[classes]` against `[]`. */
function sameButClasses(pred: readonly number[], target: readonly number[]): boolean {
  if (pred.length === 1) return target.length === 0;
  return [pred[0], ...pred.slice(2)].join() === target.join();
}

import type { Tensor } from "@tensorflow/tfjs-core";
import type { Buffer } from "./buffer.ts";

/**
 * One step from a raw parameter to the weight that a layer uses.
 *
 * Steps form a chain, `weight = last(... first(raw))`, which runs inside the gradient, so a step is made of differentiable operations.
 *
 * @example
 * const halve: Parametrisation = { name: "halve", apply: (weight) => mul(weight, 0.5) };
 * new Parameter(raw, { parametrisations: [halve] });
 */
export interface Parametrisation {
  /** Part of the names of its buffers, so it belongs to the file format: `weight.<name>.<buffer>`. */
  readonly name: string;
  /**
   * @param weight borrowed; intermediates are tidied by the caller
   * @param context in training a step may advance its buffers; in evaluation it must not
   */
  apply(weight: Tensor, context: { readonly training: boolean }): Tensor;
  /** State of the step, such as the vectors of a power iteration; disposed with the parameter. */
  buffers?(): Readonly<Record<string, Buffer>>;
}

import type { Op } from "@surenet/checker";

/** A module as plain ops, for inputs of one shape. */
export interface Lowered {
  /** Over the flattened sample, channels last. */
  readonly ops: readonly Op[];
  /** The shape of one output sample. */
  readonly shape: readonly number[];
}

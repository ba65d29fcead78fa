import type { Op } from "@surenet/checker";
import { type Tensor, mul } from "@tensorflow/tfjs-core";
import { invalidOption, wrongState } from "@surenet/tensor-backend";
import { Module } from "@surenet/nn";
import type { Lowered } from "../certify/lowered.ts";

export interface LipschitzOptions {
  /** Promised Lipschitz constant of the layer in the 2-norm. */
  readonly kCoefLip?: number;
}

/** A module that promises `‖f(a) - f(b)‖₂ <= kCoefLip · ‖a - b‖₂`, and can say as plain data what it computes, so that the promise can be proved. */
export abstract class LipschitzModule extends Module {
  #kCoefLip: number;

  constructor({ kCoefLip = 1 }: LipschitzOptions = {}) {
    super();
    if (new.target === LipschitzModule)
      throw wrongState({ where: "LipschitzModule", problem: "the class is abstract", fix: "Extend it with forward and lower." });
    this.#kCoefLip = checkCoefficient(new.target.name, kCoefLip);
  }

  get kCoefLip(): number {
    return this.#kCoefLip;
  }

  /** Layers whose weights hold the factor pass it on to them here. */
  setKCoefLip(kCoefLip: number): void {
    this.#kCoefLip = checkCoefficient(this.constructor.name, kCoefLip);
  }

  /** The module with its present weights as plain ops, for `certify`. */
  abstract lower(shape: readonly number[]): Promise<Lowered>;

  /** A plain module that computes the same, without constraints: for use where nothing of this package is at hand. By default the module itself, which has none. */
  vanillaExport(): Module {
    return this;
  }

  /** `kCoefLip · y`; y itself when the factor is 1. */
  protected scaled(y: Tensor): Tensor {
    return this.#kCoefLip === 1 ? y : mul(y, this.#kCoefLip);
  }

  /** An op followed by what {@link scaled} does. */
  protected scaledOp(op: Op): Op[] {
    return this.#kCoefLip === 1 ? [op] : [op, { op: "scale", factor: this.#kCoefLip }];
  }
}

function checkCoefficient(where: string, kCoefLip: number): number {
  if (kCoefLip > 0 && kCoefLip < Infinity) return kCoefLip;
  throw invalidOption({ where, option: "kCoefLip", got: kCoefLip, expected: "a positive finite number" });
}

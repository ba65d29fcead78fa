import { Module } from "@surenet/nn";
import { sub, type Tensor, tensor1d, tidy } from "@tensorflow/tfjs-core";

const PLACES = [-3, -1.5, 0, 1.5, 3] as const; // over the reach of the measurements

/**
 * One number as its distances from five places: `x -> (x + 3, x + 1.5, x, x − 1.5, x − 3)`.
 *
 * Biases begin at 0, so that every unit of a first layer on x itself bends at 0, and some seeds never learn the wave; of these distances each unit bends somewhere else.
 */
export class Spread extends Module {
  static readonly id: string = "lab.Spread";
  static readonly features: number = PLACES.length;

  /** @param x `[.., 1]` @returns `[.., 5]` */
  forward(x: Tensor): Tensor {
    return tidy(() => sub(x, tensor1d([...PLACES])));
  }
}

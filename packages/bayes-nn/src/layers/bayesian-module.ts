import { type Tensor, squeeze, tidy } from "@tensorflow/tfjs-core";
import { Module } from "@surenet/nn";
import type { Rng } from "@surenet/tensor-backend";
import type { Draw, Sampling } from "../sampling/draw.ts";

/** Which of the networks that a model stands for is asked: number `index`, always the same one for the same stream. */
export interface OneDraw {
  readonly index: number;
  readonly rng: Rng;
  readonly sampling: Sampling;
}

/** A module whose forward may draw: the axis of samples, where there is one, stands in front of the batch. */
export abstract class BayesianModule extends Module {
  abstract override forward(x: Tensor, draw?: Draw): Tensor;

  /** Whether a forward with samples puts them in front; false for a model whose layers are all points. */
  abstract get stochastic(): boolean;

  /** How many networks there are, when that is a number: the members of an ensemble. */
  get networks(): number | undefined {
    return undefined;
  }

  /** The output of one drawn network, `[batch, ..]`; it depends on the stream's seed and the index alone. */
  drawn(x: Tensor, { index, rng, sampling }: OneDraw): Tensor {
    if (!this.stochastic) return this.forward(x, { samples: 0 });
    return tidy(() => squeeze(this.forward(x, { samples: 1, sampling, rng: rng.fork(`draw-${index}`) }), [0]));
  }
}

import { type Tensor, squeeze, tidy } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption } from "@surenet/tensor-backend";
import { positiveInteger } from "@surenet/nn";
import { notNegative, positive } from "../state/check-number.ts";
import {
  type EncodeOptions, bernoulliSpikes, countedIntervals, poissonIntervals, poissonIntervalSpikes, poissonSpikes, streamSpikes,
} from "./poisson-intervals.ts"; // prettier-ignore

/** Turns intensities into spike trains, `[...]` into `[steps, ...]`, from a random stream of its own. */
abstract class Encoder {
  readonly steps: number;
  readonly dtMs: number;
  readonly rng: EncodeOptions["rng"];
  #frequencyHz: number;

  constructor(where: string, { steps, dtMs, frequencyHz, rng }: EncodeOptions) {
    this.steps = positiveInteger(where, "steps", steps);
    this.dtMs = positive({ where, option: "dtMs", got: dtMs });
    this.rng = rng;
    this.#frequencyHz = notNegative({ where, option: "frequencyHz", got: frequencyHz });
  }

  /** The rate of intensity 1. */
  get frequencyHz(): number {
    return this.#frequencyHz;
  }

  set frequencyHz(got: number) {
    this.checkFrequency(notNegative({ where: this.constructor.name, option: "frequencyHz", got }));
    this.#frequencyHz = got;
  }

  protected checkFrequency(_frequencyHz: number): void {
    // nothing more to ask of most encoders
  }

  /** @param intensities any shape, borrowed; the spikes are owned by the caller */
  abstract encode(intensities: Tensor): Tensor;

  /** The same trains step by step, for as long as they are asked for: each step is made when it is asked for, and owned by the caller. */
  abstract stream(intensities: Tensor): Generator<Tensor, void, undefined>;
}

export interface HomogeneousPoissonOptions extends EncodeOptions {
  readonly refractoryMs?: number;
  readonly compensate?: boolean;
}

/** {@link poissonSpikes} with its options at hand. */
export class HomogeneousPoissonEncoder extends Encoder {
  readonly refractoryMs: number;
  readonly compensate: boolean;

  constructor(options: HomogeneousPoissonOptions) {
    const where = "HomogeneousPoissonEncoder";
    checkOptions(where, options, ["steps", "dtMs", "frequencyHz", "rng", "refractoryMs", "compensate"]);
    super(where, options);
    const { refractoryMs = options.dtMs, compensate = true } = options;
    this.refractoryMs = notNegative({ where, option: "refractoryMs", got: refractoryMs });
    this.compensate = compensate;
    this.checkFrequency(options.frequencyHz);
  }

  protected override checkFrequency(frequencyHz: number): void {
    if (this.compensate && frequencyHz * this.refractoryMs >= 1000)
      throw invalidOption({ where: "HomogeneousPoissonEncoder", option: "frequencyHz", got: frequencyHz, expected: `below ${1000 / this.refractoryMs} Hz, which the refractory period allows` }); // prettier-ignore
  }

  override encode(intensities: Tensor): Tensor {
    const { steps, dtMs, frequencyHz, rng, refractoryMs, compensate } = this;
    return poissonSpikes(intensities, { steps, dtMs, frequencyHz, rng, refractoryMs, compensate });
  }

  override stream(intensities: Tensor): Generator<Tensor, void, undefined> {
    const { steps, dtMs, frequencyHz, rng, refractoryMs, compensate } = this;
    return streamSpikes(intensities, { steps, dtMs, frequencyHz, rng }, poissonIntervals({ dtMs, refractoryMs, compensate }));
  }
}

/** {@link bernoulliSpikes} with its options at hand; the reference calls it HomogeneousPoissonApproxEncoder. */
export class BernoulliEncoder extends Encoder {
  constructor(options: EncodeOptions) {
    checkOptions("BernoulliEncoder", options, ["steps", "dtMs", "frequencyHz", "rng"]);
    super("BernoulliEncoder", options);
  }

  override encode(intensities: Tensor): Tensor {
    const { steps, dtMs, frequencyHz, rng } = this;
    return bernoulliSpikes(intensities, { steps, dtMs, frequencyHz, rng });
  }

  override *stream(intensities: Tensor): Generator<Tensor, void, undefined> {
    const { steps, dtMs, frequencyHz, rng } = this;
    for (let step = 0; step < steps; step++)
      yield tidy(() => squeeze(bernoulliSpikes(intensities, { steps: 1, dtMs, frequencyHz, rng }), [0]));
  }
}

/** {@link poissonIntervalSpikes} with its options at hand. */
export class PoissonIntervalEncoder extends Encoder {
  constructor(options: EncodeOptions) {
    checkOptions("PoissonIntervalEncoder", options, ["steps", "dtMs", "frequencyHz", "rng"]);
    super("PoissonIntervalEncoder", options);
  }

  override encode(intensities: Tensor): Tensor {
    const { steps, dtMs, frequencyHz, rng } = this;
    return poissonIntervalSpikes(intensities, { steps, dtMs, frequencyHz, rng });
  }

  override stream(intensities: Tensor): Generator<Tensor, void, undefined> {
    const { steps, dtMs, frequencyHz, rng } = this;
    return streamSpikes(intensities, { steps, dtMs, frequencyHz, rng }, countedIntervals(dtMs));
  }
}

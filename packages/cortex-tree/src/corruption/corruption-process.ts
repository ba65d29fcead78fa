import { type Tensor, expandDims, tensor, tidy } from "@tensorflow/tfjs-core";
import { type Rng, invalidOption, invalidValue, shapeMismatch } from "@surenet/tensor-backend";
import type { JsonObject } from "@surenet/nn";
import { betaSchedule, keptShares, type ScheduleName } from "./schedules.ts";

export interface CorruptionOptions {
  readonly schedule?: ScheduleName;
  readonly maxSteps?: number;
}

export interface CorruptOptions {
  readonly rng: Rng;
  /** The share that is corrupted, for all samples or `[batch]`; drawn for every sample when neither it nor the time step is given. */
  readonly corruptFrac?: number | Tensor;
  readonly timestep?: number;
  /** 1 where a token may be corrupted, of the shape of what is corrupted or of its first axes; everywhere when omitted. */
  readonly corruptionAllowed?: Tensor | undefined;
}

export interface Corrupted {
  /** Of the shape of what came in. */
  readonly corrupted: Tensor;
  /** float32, 1 where something was corrupted. */
  readonly isCorrupted: Tensor;
  /** `[batch]` */
  readonly corruptFrac: Tensor;
}

/**
 * Damages its input to a share that a diffusion's schedule describes: what is learned by undoing it needs no labels.
 *
 * A time step t stands for the share `√(Π_{i ≤ t} (1 − β_i))`, so that t = 1 is the largest share (close to 1), `maxSteps` the smallest, and 0 none.
 */
export abstract class CorruptionProcess {
  abstract readonly process: string;
  readonly schedule: ScheduleName;
  readonly maxSteps: number;
  readonly #shares: readonly number[];

  /** @throws SurenetError `E_OPTION` for a schedule that has noise above 1 with so few steps */
  constructor({ schedule = "cosine", maxSteps = 1000 }: CorruptionOptions) {
    const betas = betaSchedule(schedule, maxSteps);
    if (!betas.every((beta) => beta > 0 && beta <= 1))
      throw invalidOption({ where: "CorruptionProcess", option: "maxSteps", got: maxSteps, expected: `more steps: ${schedule} with so few adds more noise than there is room for` }); // prettier-ignore
    this.schedule = schedule;
    this.maxSteps = maxSteps;
    this.#shares = keptShares(betas).map(Math.sqrt);
  }

  toJSON(): JsonObject {
    return { process: this.process, schedule: this.schedule, maxSteps: this.maxSteps };
  }

  /** @throws SurenetError `E_OPTION` for a time step outside 0 to `maxSteps` */
  timestepToCorruptFrac(timestep: number): number {
    if (!Number.isSafeInteger(timestep) || timestep < 0 || timestep > this.maxSteps)
      throw invalidOption({
        where: "timestepToCorruptFrac",
        option: "timestep",
        got: timestep,
        expected: `an integer from 0 to ${this.maxSteps}`,
      });
    return timestep === 0 ? 0 : (this.#shares[timestep - 1] ?? 0);
  }

  /** `round(maxSteps · u)` with u from Beta(3, 1), whose mean is 3/4: the largest of three uniform numbers. */
  sampleTimestep(rng: Rng): number {
    return Math.round(this.maxSteps * Math.max(...rng.values.uniform(3)));
  }

  sampleCorruptFrac(count: number, rng: Rng): Float32Array {
    return Float32Array.from({ length: count }, () => this.timestepToCorruptFrac(this.sampleTimestep(rng)));
  }

  /**
   * A damaged copy, and where it was damaged; all owned by the caller.
   *
   * @param x `[batch, …]`, borrowed
   * @throws SurenetError `E_OPTION` for a share outside [0, 1], or for both a share and a time step; `E_SHAPE`
   */
  corrupt(x: Tensor, { rng, corruptFrac, timestep, corruptionAllowed }: CorruptOptions): Corrupted {
    const where = `${this.process}.corrupt`;
    if (corruptFrac !== undefined && timestep !== undefined)
      throw invalidOption({ where, option: "timestep", got: timestep, expected: "a time step or a share, not both" });
    const [batch = 0] = x.shape;
    const share = timestep === undefined ? corruptFrac : this.timestepToCorruptFrac(timestep);
    const shares = share === undefined ? this.sampleCorruptFrac(batch, rng) : sharesOf(where, share, batch);
    if (corruptionAllowed !== undefined && corruptionAllowed.shape.join() !== x.shape.slice(0, corruptionAllowed.rank).join())
      throw shapeMismatch({ where, problem: "corruptionAllowed does not fit", expected: `the first axes of [${x.shape.join(", ")}]`, got: corruptionAllowed.shape }); // prettier-ignore
    return tidy(() => {
      const corruptFracs = tensor(shares, [batch]);
      const allowed = corruptionAllowed ?? undefined;
      return { ...this.damage(x, { shares, rng, allowed }), corruptFrac: corruptFracs };
    });
  }

  /** Runs in a tidy. */
  protected abstract damage(
    x: Tensor,
    options: { readonly shares: Float32Array; readonly rng: Rng; readonly allowed: Tensor | undefined },
  ): { readonly corrupted: Tensor; readonly isCorrupted: Tensor };
}

function sharesOf(where: string, share: number | Tensor, batch: number): Float32Array {
  const values = typeof share === "number" ? new Float32Array(batch).fill(share) : Float32Array.from(share.dataSync());
  if (values.length !== batch)
    throw shapeMismatch({ where, problem: "there is not one share for every sample", expected: `[${batch}]`, got: [values.length] });
  const wrong = values.find((value) => !(value >= 0 && value <= 1));
  if (wrong !== undefined)
    throw invalidValue({ where, problem: "the corrupted share is out of range", expected: "a share in [0, 1]", got: wrong });
  return values;
}

/** Which elements are damaged: each with the probability of its sample, where it is allowed. Host numbers, 1 or 0. */
export function drawElements(
  x: Tensor,
  { shares, rng, allowed }: { readonly shares: Float32Array; readonly rng: Rng; readonly allowed: Tensor | undefined },
): Float32Array {
  // prettier-ignore
  const inner = x.size / Math.max(1, shares.length);
  const uniform = rng.values.uniform(x.size);
  const may = allowed?.dataSync();
  const span = may === undefined ? 1 : x.size / may.length;
  return uniform.map((u, i) =>
    u < (shares[Math.floor(i / inner)] ?? 0) && (may === undefined || Boolean(may[Math.floor(i / span)])) ? 1 : 0,
  );
}

/** A tensor of one number for each sample as a factor of `[batch, …]`. */
export function perSample(values: Tensor, rank: number): Tensor {
  let out = values;
  while (out.rank < rank) out = expandDims(out, -1);
  return out;
}

import { invalidOption, invalidValue } from "../errors/throw.ts";
import { threefry2x32 } from "./threefry.ts";

/** Everything that determines the numbers still to come; plain JSON. */
export interface RngState {
  readonly key: readonly [number, number];
  readonly counter: number;
}

const TWO_PI = 2 * Math.PI;

/**
 * Random numbers as typed arrays, on the host: the source behind {@link Rng}.
 *
 * Block `i` of the stream is Threefry-2x32 of the counter `i` under the key, so a state is one key and one number.
 */
export class RngValues {
  #key: readonly [number, number];
  #counter: number;
  readonly #block = new Uint32Array(2);

  constructor(state: RngState) {
    this.#key = state.key;
    this.#counter = state.counter;
  }

  get state(): RngState {
    return { key: this.#key, counter: this.#counter };
  }

  set state(state: RngState) {
    this.#key = [state.key[0] >>> 0, state.key[1] >>> 0];
    this.#counter = state.counter;
  }

  /** Uniform on `[low, high)`, 53 random bits each. */
  uniform(count: number, { low = 0, high = 1 }: { low?: number; high?: number } = {}): Float32Array<ArrayBuffer> {
    return Float32Array.from({ length: count }, () => belowHigh(low + (high - low) * this.#unit(), high));
  }

  /** Gaussian by Box-Muller, in float64 and then rounded. */
  normal(count: number, { mean = 0, std = 1 }: { mean?: number; std?: number } = {}): Float32Array<ArrayBuffer> {
    const out = new Float32Array(count);
    for (let i = 0; i < count; i += 2) {
      const radius = Math.sqrt(-2 * Math.log(1 - this.#unit())) * std; // 1 - u lies in (0, 1]: the logarithm is finite
      const angle = TWO_PI * this.#unit();
      out[i] = mean + radius * Math.cos(angle);
      if (i + 1 < count) out[i + 1] = mean + radius * Math.sin(angle);
    }
    return out;
  }

  /** Gaussian conditioned on `|x - mean| <= bound · std`, by rejection. */
  truncatedNormal(
    count: number,
    { mean = 0, std = 1, bound = 2 }: { mean?: number; std?: number; bound?: number } = {},
  ): Float32Array<ArrayBuffer> {
    if (!(bound > 0))
      throw invalidOption({
        where: "rng.truncatedNormal",
        option: "bound",
        got: bound,
        expected: "a positive number of standard deviations",
      });
    const out = new Float32Array(count);
    for (let i = 0; i < count;) {
      for (const z of this.normal(2)) if (i < count && Math.abs(z) <= bound) out[i++] = mean + std * z;
    }
    return out;
  }

  /** 1 with probability `p`, else 0. */
  bernoulli(count: number, { p = 0.5 }: { p?: number } = {}): Float32Array<ArrayBuffer> {
    if (!(p >= 0 && p <= 1)) throw invalidOption({ where: "rng.bernoulli", option: "p", got: p, expected: "a probability" });
    return Float32Array.from({ length: count }, () => (this.#unit() < p ? 1 : 0));
  }

  /** `-log(1 - u) / rate`. */
  exponential(count: number, { rate = 1 }: { rate?: number } = {}): Float32Array<ArrayBuffer> {
    if (!(rate > 0)) throw invalidOption({ where: "rng.exponential", option: "rate", got: rate, expected: "a positive rate" });
    return Float32Array.from({ length: count }, () => -Math.log(1 - this.#unit()) / rate);
  }

  /** Counts of a Poisson process over one unit of time: the number of exponential gaps that fit, in chunks that keep `exp(-rate)` away from zero. */
  poisson(count: number, { rate = 1 }: { rate?: number } = {}): Int32Array<ArrayBuffer> {
    if (!(rate >= 0 && rate < 1e6))
      throw invalidOption({ where: "rng.poisson", option: "rate", got: rate, expected: "a rate in [0, 1e6)" });
    return Int32Array.from({ length: count }, () => {
      let events = -1;
      for (let time = 0; time <= rate; events++) time -= Math.log(1 - this.#unit());
      return events;
    });
  }

  /** The integers `0 .. n - 1` in random order (Fisher-Yates). */
  permutation(n: number): Int32Array<ArrayBuffer> {
    const out = Int32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = Math.floor(this.#unit() * (i + 1));
      const kept = out[i] ?? 0;
      out[i] = out[j] ?? 0;
      out[j] = kept;
    }
    return out;
  }

  /** Indices drawn with probabilities proportional to `weights`. */
  categorical(count: number, { weights }: { weights: ArrayLike<number> }): Int32Array<ArrayBuffer> {
    const cumulative = new Float64Array(weights.length);
    let total = 0;
    for (let i = 0; i < weights.length; i++) {
      const weight = weights[i] ?? 0;
      if (!(weight >= 0 && weight < Infinity)) {
        throw invalidValue({
          where: "rng.categorical",
          problem: `weight ${i} is not usable`,
          expected: "a finite number >= 0",
          got: weight,
        });
      }
      cumulative[i] = total += weight;
    }
    if (!(total > 0))
      throw invalidValue({
        where: "rng.categorical",
        problem: "the weights sum to nothing",
        expected: "at least one positive weight",
        got: total,
      });
    return Int32Array.from({ length: count }, () => {
      const target = this.#unit() * total;
      let low = 0;
      for (let high = cumulative.length - 1; low < high;) {
        const middle = (low + high) >> 1;
        if ((cumulative[middle] ?? 0) > target) high = middle;
        else low = middle + 1;
      }
      return low;
    });
  }

  /** A key that depends on this stream's key and on `name`, and on nothing drawn so far. */
  forkedState(name: string | number): RngState {
    const out = new Uint32Array(2);
    let [k0, k1] = this.#key;
    const text = `${typeof name}:${name}`;
    for (let i = 0; i < text.length; i++) {
      threefry2x32(k0, k1, text.charCodeAt(i), 0xf0c4 + i, out); // forks use counters whose top bit is clear, draws set it
      [k0, k1] = [out[0] ?? 0, out[1] ?? 0];
    }
    return { key: [k0, k1], counter: 0 };
  }

  /** Uniform on [0, 1) with 53 bits: one Threefry block. */
  #unit(): number {
    const i = this.#counter++;
    threefry2x32(this.#key[0], this.#key[1], i >>> 0, Math.floor(i / 2 ** 32) | 0x80000000, this.#block);
    const [a = 0, b = 0] = this.#block;
    return ((a >>> 5) * 67108864 + (b >>> 6)) / 9007199254740992; // 27 + 26 bits over 2^53
  }
}

/** Rounding to float32 may reach `high` itself; the largest float32 below it keeps the interval half open. */
function belowHigh(value: number, high: number): number {
  const rounded = Math.fround(value);
  return rounded < high ? rounded : Math.fround(high - Math.abs(high) * 2 ** -24);
}

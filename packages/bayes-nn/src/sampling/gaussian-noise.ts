import { type Tensor, tensor } from "@tensorflow/tfjs-core";
import type { Rng } from "@surenet/tensor-backend";

// Ziggurat of 128 layers (Marsaglia & Tsang 2000): the right edge of its base, and the area of every layer.
const EDGE = 3.442619855899;
const AREA = 9.91256303526217e-3;
const LAYERS = 128;
const UNIT = 2 ** -24; // a draw has 24 random bits of magnitude, 1 of sign and 7 of the layer: no two of them share a bit

/** `x_0 > x_1 > …`: the widths of the layers; `x_0` is the base with its tail. */
const widths = layerWidths();
/** Magnitudes below this lie inside the next layer and need no further test. */
const inside = Uint32Array.from({ length: LAYERS }, (_, i) => ((widths[i + 1] ?? 0) / (widths[i] ?? 1)) * 2 ** 24);
/** What a unit of magnitude is in each layer. */
const steps = widths.map((x) => UNIT * x);
const heights = widths.map((x) => Math.exp(-0.5 * x * x));

/**
 * Standard normal numbers for noise by the million.
 *
 * The stream gives the seed of a small generator (sfc32), which a ziggurat of 128 layers turns into normal numbers of 24 bits. Reproducible: the same
 * state of `rng` gives the same numbers on every engine; one call advances it by four draws, whatever the size.
 *
 * @param shape of the result, owned by the caller
 * @see Marsaglia & Tsang 2000, "The ziggurat method for generating random variables"
 * @example gaussianNoise([8, 128, 256], rng)
 */
export function gaussianNoise(shape: readonly number[], rng: Rng): Tensor {
  const count = shape.reduce((product, side) => product * side, 1);
  return tensor(normalNumbers(count, rng), [...shape], "float32");
}

/** The numbers of {@link gaussianNoise} on the host. */
export function normalNumbers(count: number, rng: Rng): Float32Array<ArrayBuffer> {
  const out = new Float32Array(count);
  const bits = new Bits(rng);
  bits.drawInto(out);
  return out;
}

/** sfc32 (Doty-Humphrey): 128 bits of state, passes PractRand; its first outputs are thrown away to mix the seed. */
class Bits {
  readonly #state = new Int32Array(4);

  constructor(rng: Rng) {
    this.#state.set(Array.from(rng.values.uniform(4), (u) => Math.floor(u * 16777216)));
    for (let i = 0; i < 15; i++) this.#next();
  }

  /** The generator's step stands in the loop itself: a call for each number would double its time. */
  drawInto(out: Float32Array): void {
    const state = this.#state;
    let [a = 0, b = 0, c = 0, counter = 1] = state;
    for (let i = 0; i < out.length; i++) {
      const drawn = (a + b + counter) | 0;
      counter = (counter + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + drawn) | 0;
      const layer = drawn & 127;
      const magnitude = drawn >>> 8;
      if (magnitude < (inside[layer] ?? 0)) {
        out[i] = magnitude * (steps[layer] ?? 0) * (1 - ((drawn & 128) >> 6));
        continue;
      }
      state[0] = a;
      state[1] = b;
      state[2] = c;
      state[3] = counter;
      out[i] = this.#normal(drawn);
      [a = 0, b = 0, c = 0, counter = 1] = state;
    }
  }

  /** Where the number does not lie inside the next layer: 1.2% of them. */
  #normal(first: number): number {
    for (let drawn = first; ; drawn = this.#next()) {
      const layer = drawn & 127;
      const magnitude = drawn >>> 8;
      const x = magnitude * (steps[layer] ?? 0);
      const sign = (drawn & 128) === 0 ? 1 : -1;
      if (magnitude < (inside[layer] ?? 0)) return sign * x;
      if (layer === 0) return sign * this.#tail();
      const [low, high] = [heights[layer] ?? 0, heights[layer + 1] ?? 1];
      if (low + this.#uniform() * (high - low) < Math.exp(-0.5 * x * x)) return sign * x;
    }
  }

  /** Beyond the edge: an exponential, accepted with `exp(-y²/2)` (Marsaglia 1964). */
  #tail(): number {
    for (;;) {
      const x = -Math.log(this.#uniform()) / EDGE;
      const y = -Math.log(this.#uniform());
      if (2 * y > x * x) return EDGE + x;
    }
  }

  /** In (0, 1). */
  #uniform(): number {
    return ((this.#next() >>> 0) + 0.5) / 4294967296;
  }

  #next(): number {
    const [a = 0, b = 0, c = 0, counter = 1] = this.#state;
    const sum = (a + b + counter) | 0;
    this.#state[3] = counter + 1;
    this.#state[0] = b ^ (b >>> 9);
    this.#state[1] = c + (c << 3);
    this.#state[2] = ((c << 21) | (c >>> 11)) + sum;
    return sum;
  }
}

function layerWidths(): Float64Array {
  const x = new Float64Array(LAYERS + 1);
  x[0] = AREA / Math.exp(-0.5 * EDGE * EDGE);
  x[1] = EDGE;
  for (let i = 2; i < LAYERS; i++) {
    const last = x[i - 1] ?? 0;
    x[i] = Math.sqrt(-2 * Math.log(AREA / last + Math.exp(-0.5 * last * last)));
  }
  return x; // the last stays 0, the top of the bell
}

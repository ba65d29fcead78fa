import { type Tensor, tensor } from "@tensorflow/tfjs-core";
import { invalidOption } from "../errors/throw.ts";
import { type RngState, RngValues } from "./rng-values.ts";

/**
 * A seeded stream of random numbers: the same on every engine, in the browser and in Node.
 *
 * Counter-based (Threefry-2x32), so a stream is described by `state`, and `fork(name)` gives an independent stream that depends on the
 * seed and the name alone, whatever was drawn before.
 *
 * @example
 * const rng = createRng(7);
 * rng.normal([2, 3]);               // a tensor
 * rng.values.permutation(5);        // typed arrays, for data on the host
 * rng.fork("shuffle").values.permutation(5);
 */
export class Rng {
  /** The same stream as typed arrays. */
  readonly values: RngValues;

  constructor(state: RngState) {
    this.values = new RngValues(state);
  }

  get state(): RngState {
    return this.values.state;
  }

  set state(state: RngState) {
    this.values.state = state;
  }

  fork(name: string | number): Rng {
    return new Rng(this.values.forkedState(name));
  }

  uniform(shape: readonly number[], options?: { low?: number; high?: number }): Tensor {
    return tensor(this.values.uniform(size(shape), options), [...shape], "float32");
  }

  normal(shape: readonly number[], options?: { mean?: number; std?: number }): Tensor {
    return tensor(this.values.normal(size(shape), options), [...shape], "float32");
  }

  truncatedNormal(shape: readonly number[], options?: { mean?: number; std?: number; bound?: number }): Tensor {
    return tensor(this.values.truncatedNormal(size(shape), options), [...shape], "float32");
  }

  bernoulli(shape: readonly number[], options?: { p?: number }): Tensor {
    return tensor(this.values.bernoulli(size(shape), options), [...shape], "float32");
  }

  exponential(shape: readonly number[], options?: { rate?: number }): Tensor {
    return tensor(this.values.exponential(size(shape), options), [...shape], "float32");
  }

  poisson(shape: readonly number[], options?: { rate?: number }): Tensor {
    return tensor(this.values.poisson(size(shape), options), [...shape], "int32");
  }

  permutation(n: number): Tensor {
    return tensor(this.values.permutation(n), [n], "int32");
  }

  categorical(shape: readonly number[], options: { weights: ArrayLike<number> }): Tensor {
    return tensor(this.values.categorical(size(shape), options), [...shape], "int32");
  }
}

/**
 * A stream from a seed.
 *
 * @param seed an integer in [0, 2^53)
 * @throws SurenetError `E_OPTION` for anything else
 */
export function createRng(seed: number): Rng {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw invalidOption({ where: "createRng", option: "seed", got: seed, expected: "an integer from 0 to 2^53 - 1" });
  }
  return new Rng({ key: [seed >>> 0, Math.floor(seed / 2 ** 32)], counter: 0 });
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}

import { LARGEST_STATE } from "../arithmetic/labels.ts";
import { gamma, nextUp, normUp, up } from "../arithmetic/rounding.ts";
import { evaluateWith, isWeighted, sizeOf, weighted } from "../network/evaluate-with.ts";
import type { Op } from "../network/op.ts";
import type { RareOps } from "../network/rare-ops.ts";
import type { RoundingError } from "../network/rounding-error.ts";
import type { ProvedNetwork, RoundedNetwork } from "./prove-with.ts";

/** How far the state of a float32 network may have drifted from exact arithmetic at the head's input. */
export interface Drift {
  /** For every input x' within r of x: `‖h32(x') - h(x')‖ <= slack + slope · r`. */
  readonly slack: number;
  readonly slope: number;
  /** Bounds the head's own rounding in the output j: `at(j) + slope(j) · r`. */
  readonly head: (j: number) => { readonly at: number; readonly slope: number };
  /** Beyond this distance an engine might overflow, so that nothing is promised. */
  readonly reach: number;
}

/** The outputs of a network in float64, and how far they and those of float32 networks may be from exact arithmetic. */
export interface Scores {
  readonly scores: Float64Array;
  /** Bounds `‖ĥ - h‖`, the error at the head's input. */
  readonly error: number;
  /** Bounds the head's own rounding in the output j, in float64. */
  readonly headError: (j: number) => number;
  readonly drift: Readonly<Record<keyof ProvedNetwork["deployed"], Drift>>;
}

/**
 * The forward pass at x with its error ledger.
 *
 * With ĥ the computed state, h the exact one, σ an op's constant and S the product of those before it:
 *
 * - `‖ĥ - h‖ <= E`: `E ← σE + rounding(‖ĥ‖)`.
 * - The float32 state at x', `‖x' - x‖ <= r`, lies within `A + B r` of the exact state at x', so within `A + E + (S + B) r` of ĥ. An op whose error at ĥ is at most
 *   e, and grows by p with the distance from it, gives `A ← σA + e + p (A + E)` and `B ← σB + p (S + B)`. Errors add up because constants are near 1; propagated by
 *   entries through |W| they would be multiplied by `‖|W|‖`, 13 for 256 units.
 */
export function forward(network: ProvedNetwork, x: Float32Array | Float64Array): Scores {
  const { body, constants, checked, deployed, head, rowNorms, rare } = network;
  const [ieee, anyRound] = [new DriftLedger(deployed.f32Ieee), new DriftLedger(deployed.f32AnyRound)];
  let state: Float64Array = Float64Array.from(x);
  let error = 0;
  let lipschitz = 1;
  body.forEach((op, i) => {
    const size = normUp(state);
    const { value, magnitude } = measured(op, state, rare);
    const constant = constants[i] as number;
    for (const ledger of [ieee, anyRound]) ledger.pass(i, { size, magnitude, error, lipschitz, constant });
    const own = checked.rounding[i] as RoundingError;
    error = up(constant * error + own.perNorm * size + own.constant);
    lipschitz = nextUp(lipschitz * constant);
    state = value;
  });
  const magnitudes = new Float64Array(head.weight.columns); // |w_j||ĥ| + |b_j|
  const scores = weighted(head, state, magnitudes);
  magnitudes.forEach((sum, j) => (magnitudes[j] = up(sum)));
  const headGamma = gamma(head.weight.rows + 2, checked.arithmetic.unit);
  const finish = (ledger: DriftLedger): Drift =>
    ledger.atHead({ size: normUp(state), error, lipschitz, terms: head.weight.rows + 2, magnitudes, rowNorms });
  return {
    scores,
    error,
    headError: (j) => up(headGamma * (magnitudes[j] as number) + checked.arithmetic.underflow),
    drift: { f32Ieee: finish(ieee), f32AnyRound: finish(anyRound) },
  };
}

/** The op at x, and for one with weights `>= ‖|W||x| + |b|‖`. */
function measured(op: Op, x: Float64Array, rare: RareOps | undefined): { value: Float64Array; magnitude: number | undefined } {
  if (!isWeighted(op)) return { value: evaluateWith(rare, op, x), magnitude: undefined };
  const magnitude = new Float64Array(sizeOf(op));
  return { value: weighted(op, x, magnitude), magnitude: normUp(magnitude) };
}

/** What the ledger of one arithmetic has to know at an op. */
interface Step {
  /** `>= ‖ĥ‖` */
  readonly size: number;
  /** `>= ‖|W||ĥ| + |b|‖` for an op with weights. */
  readonly magnitude: number | undefined;
  readonly error: number;
  /** Of all ops before. */
  readonly lipschitz: number;
  /** Of this op. */
  readonly constant: number;
}

class DriftLedger {
  readonly #network: RoundedNetwork;
  #slack = 0;
  #slope = 0;
  /** Largest `S + B`, and largest norm of a state, on the way. */
  #growth = 1;
  #size = 0;

  constructor(network: RoundedNetwork) {
    this.#network = network;
  }

  pass(i: number, { size, magnitude, error, lipschitz, constant }: Step): void {
    const { arithmetic, rounding } = this.#network;
    const { perNorm, constant: fixed, share } = rounding[i] as RoundingError;
    this.#note(size, error, lipschitz);
    const here = magnitude === undefined || share === undefined ? perNorm * size + fixed : share * magnitude + arithmetic.underflow;
    this.#slack = up(constant * this.#slack + here + perNorm * (this.#slack + error));
    this.#slope = up(constant * this.#slope + perNorm * (lipschitz + this.#slope));
  }

  atHead({ size, error, lipschitz, terms, magnitudes, rowNorms }: Omit<Step, "magnitude" | "constant"> & HeadStep): Drift {
    const { unit, underflow } = this.#network.arithmetic;
    this.#note(size, error, lipschitz);
    const [slack, slope, g] = [this.#slack, this.#slope, gamma(terms, unit)];
    const room = (LARGEST_STATE - this.#size) / this.#growth;
    return {
      slack,
      slope,
      head: (j) => ({
        at: up(g * ((magnitudes[j] as number) + (rowNorms[j] as number) * (slack + error)) + underflow),
        slope: up(g * (rowNorms[j] as number) * (lipschitz + slope)),
      }),
      reach: room > 0 ? room / 2 : 0,
    };
  }

  #note(size: number, error: number, lipschitz: number): void {
    this.#size = Math.max(this.#size, up(size + error + this.#slack));
    this.#growth = Math.max(this.#growth, up(lipschitz + this.#slope));
  }
}

interface HeadStep {
  /** Of the head's sums, bias included. */
  readonly terms: number;
  readonly magnitudes: Float64Array;
  readonly rowNorms: Float64Array;
}

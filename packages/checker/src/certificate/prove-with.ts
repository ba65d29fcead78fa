import { type Arithmetic, DEPLOYED, FLOAT64 } from "../arithmetic/labels.ts";
import { nextUp, normUp, up } from "../arithmetic/rounding.ts";
import type { Claims } from "../claims/claim.ts";
import { type Bounds, newBounds } from "../network/bounds.ts";
import { constantOf } from "../network/constant-of.ts";
import type { Dense, Op } from "../network/op.ts";
import type { RareOps } from "../network/rare-ops.ts";
import { type RoundingError, roundingError } from "../network/rounding-error.ts";

/** An arithmetic that a label is about, and what each op of the body loses in it. */
export interface RoundedNetwork {
  readonly arithmetic: Arithmetic;
  readonly rounding: readonly RoundingError[];
}

/** A chain of ops with every constant that a certificate needs, proved once for the stored weights. */
export interface ProvedNetwork {
  /** All ops but the head. */
  readonly body: readonly Op[];
  /** `constants[i]` bounds the Lipschitz constant of `body[i]`. */
  readonly constants: readonly number[];
  /** How the checker computes. */
  readonly checked: RoundedNetwork;
  /** How engines compute. */
  readonly deployed: Readonly<Record<"f32Ieee" | "f32AnyRound", RoundedNetwork>>;
  /** The product of the constants: the Lipschitz constant from the input to the head's input. */
  readonly bound: number;
  readonly head: Dense;
  /** What is known about the body's rare ops. */
  readonly rare: RareOps | undefined;
  /** `pairNorms[i * classes + j] >= ‖w_i - w_j‖₂`, columns of the head's weight. */
  readonly pairNorms: Float64Array;
  /** `rowNorms[i] >= ‖w_i‖₂`. */
  readonly rowNorms: Float64Array;
}

export interface ProveWithOptions {
  /** Where the bounds of weights come from. */
  readonly claims: Claims;
  /** Needed for a chain that has a rare op. */
  readonly rare: RareOps | undefined;
  /** Two for classes that compete (the default), one for signs. */
  readonly leastOutputs?: 1 | 2;
}

/**
 * Proves every constant of a chain.
 *
 * @throws RangeError when the chain does not end in a dense head with so many outputs, or a constant cannot be bounded
 */
export function proveWith(ops: readonly Op[], { claims, rare, leastOutputs = 2 }: ProveWithOptions): ProvedNetwork {
  const head = ops.at(-1);
  if (head?.op !== "dense" || head.weight.columns < leastOutputs)
    throw new RangeError(`the last op must be dense, with ${leastOutputs} outputs or more`);
  const body = ops.slice(0, -1);
  const bounds = newBounds(claims, rare);
  const constants = body.map((op) => constantOf(op, bounds));
  const unbounded = constants.findIndex((constant) => !(constant < Infinity));
  if (unbounded >= 0) throw new RangeError(`op ${unbounded} (${body[unbounded]?.op}) has no finite Lipschitz bound`);
  const bound = constants.reduce((product, constant) => nextUp(product * constant), 1);
  const rounded = (arithmetic: Arithmetic): RoundedNetwork => roundedNetwork(body, arithmetic, bounds);
  return {
    body,
    constants,
    checked: rounded(FLOAT64),
    deployed: { f32Ieee: rounded(DEPLOYED.f32Ieee), f32AnyRound: rounded(DEPLOYED.f32AnyRound) },
    bound,
    head,
    rare,
    ...headNorms(head),
  };
}

function roundedNetwork(body: readonly Op[], arithmetic: Arithmetic, bounds: Bounds): RoundedNetwork {
  return { arithmetic, rounding: body.map((op) => roundingError(op, arithmetic, bounds)) };
}

function headNorms({ weight: { rows, columns, data } }: Dense): { pairNorms: Float64Array; rowNorms: Float64Array } {
  const column = (j: number): Float64Array => Float64Array.from({ length: rows }, (_, i) => data[i * columns + j] ?? NaN);
  const vectors = Array.from({ length: columns }, (_, j) => column(j));
  const pairNorms = new Float64Array(columns * columns);
  vectors.forEach((a, i) => {
    vectors.slice(0, i).forEach((b, j) => {
      const difference = a.map((value, t) => value - (b[t] as number)); // float32 differences round in float64 by u at most: covered by up
      pairNorms[i * columns + j] = pairNorms[j * columns + i] = up(normUp(difference));
    });
  });
  return { pairNorms, rowNorms: Float64Array.from(vectors, normUp) };
}

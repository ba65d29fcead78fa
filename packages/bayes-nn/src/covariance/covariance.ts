import type { Tensor } from "@tensorflow/tfjs-core";
import type { Parameter } from "@surenet/nn";

/** Tensors for the weight and, where there is one, the bias of a layer. */
export interface Parts<T> {
  readonly bias?: T;
  readonly weight: T;
}

/** How a layer's input acts on a kernel `[.., in, m]` of the weight's leading axes: `x · K`, or a convolution; `[N, .., m]`. */
export interface InputMap {
  /** By the input. */
  readonly linear: (kernel: Tensor) => Tensor;
  /** By the squares of the input. */
  readonly squares: (kernel: Tensor) => Tensor;
}

/** Standard normal numbers of a shape, owned by the caller. */
export type Noise = (shape: readonly number[]) => Tensor;

/** The tree of a covariance's parameters, as a layer shows it to the module walk. */
export interface CovarianceParameters {
  readonly [name: string]: Parameter | Parts<Parameter>;
}

/**
 * The covariance `Σ = S Sᵀ` of a layer's weight and bias together, so that `θ = μ + S ε` with `ε ~ N(0, I)` of size {@link rank}.
 *
 * Tensors that it returns belong to the caller; all of it is differentiable in the parameters.
 */
export interface Covariance {
  readonly spec: CovarianceSpec;
  readonly parameters: CovarianceParameters;
  /** Size of ε. */
  readonly rank: number;
  /** Every parameter is independent of the others. */
  readonly independent: boolean;
  /** What divides the learning rate of a parameter's own tensor: see `learningRateGroups`. */
  readonly learningRateDivisors: Readonly<Record<string, number>>;
  /** `S ε` for draws `ε` of shape `[samples, rank]`: the weight's and the bias's shapes behind `[samples]`. */
  deviation(eps: Tensor): Parts<Tensor>;
  /** The diagonal of Σ. */
  variance(): Parts<Tensor>;
  /** `log det(Σ + eps · I)`, a scalar. */
  logDeterminant(eps: number): Tensor;
  /** The variance of each output `x · W + b`: `[N, .., out]`. */
  outputVariance(map: InputMap): Tensor;
  /** For every row of the input a draw of its own, `draws` times: what it adds to the mean output, `[draws, N, .., out]`. */
  outputNoise(map: InputMap, draws: number, noise: Noise): Tensor;
}

/** A covariance as plain data, which a layer is built from and saved with. */
export type CovarianceSpec = DiagonalSpec | FactorizedSpec | LowRankSpec | KroneckerSpec;

interface InitialScale {
  /** Standard deviation that the parameters start with; `"init"` is that of their own initial values, as in the reference. Default 0.05. */
  readonly scale?: number | "init";
}

export interface DiagonalSpec extends InitialScale {
  readonly kind: "diagonal";
  /** What is learned: the logarithm of the standard deviations (default), or numbers whose squares are the variances. */
  readonly learn?: "log" | "signed";
}

export interface FactorizedSpec extends InitialScale {
  readonly kind: "factorized";
  /** Columns of S; all of them when omitted, and never more than there are parameters. */
  readonly rank?: number;
}

export interface LowRankSpec extends InitialScale {
  readonly kind: "lowRank";
  readonly rank: number;
}

export interface KroneckerSpec extends InitialScale {
  readonly kind: "kronecker";
  /** Columns of the input factor; by default the number of inputs, the bias's among them. */
  readonly inputRank?: number;
  /** Columns of the output factor; by default the number of outputs. */
  readonly outputRank?: number;
}

/** What a covariance is built over. */
export interface CovarianceShape {
  /** `[.., in, out]` */
  readonly weight: readonly number[];
  readonly bias: boolean;
  /** Standard deviations of the initial values, for `scale: "init"`. */
  readonly initialScales: Parts<number>;
}

/** Inputs of one output, those of a convolution's window among them, and outputs. */
export function matrixSize({ weight }: CovarianceShape): { readonly inputs: number; readonly outputs: number } {
  return { inputs: weight.slice(0, -1).reduce((product, side) => product * side, 1), outputs: weight.at(-1) ?? 1 };
}

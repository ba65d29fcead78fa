/** What an engine makes of one part of a case: nothing to say when it is right, else what is wrong or which kernel it refuses for. */
export type Outcome = "right" | (string & {});

export interface CaseMeasurement {
  readonly kernel: string;
  readonly name: string;
  readonly forward: Outcome;
  readonly gradient: Outcome;
  readonly second: Outcome;
}

export interface EngineMeasurement {
  readonly engine: string;
  readonly version: string;
  /** Kernels of ours on this engine. */
  readonly filledKernels: readonly string[];
  readonly cases: readonly CaseMeasurement[];
}

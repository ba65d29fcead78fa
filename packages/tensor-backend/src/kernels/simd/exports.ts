/** A place in the engine's memory, in bytes. */
export type Pointer = number;

/** The functions of the kernel modules, as `assembly/` documents them. Sizes and strides count numbers. */
export interface SimdExports {
  gemmScratch(): number;
  gemm(
    m: number, n: number, k: number,
    a: Pointer, rowsOfA: number, columnsOfA: number,
    b: Pointer, rowsOfB: number, columnsOfB: number,
    c: Pointer, strideC: number,
    add: boolean, scratch: Pointer,
  ): void; // prettier-ignore
  matrixTimesVector(m: number, k: number, a: Pointer, stride: number, x: Pointer, y: Pointer): void;
  vectorTimesMatrix(k: number, n: number, x: Pointer, b: Pointer, stride: number, y: Pointer): void;
  addRow(m: number, n: number, y: Pointer, row: Pointer, low: number, high: number): void;

  exp: Elementwise;
  expm1: Elementwise;
  log: Elementwise;
  log1p: Elementwise;
  tanh: Elementwise;
  softplus: Elementwise;
  erf: Elementwise;
  pow(n: number, x: Pointer, y: Pointer, z: Pointer): void;
  powScalar(n: number, x: Pointer, y: number, z: Pointer): void;

  gatherRows(count: number, indices: Pointer, x: Pointer, rowBytes: number, y: Pointer): void;
  gatherPatches: MovePatches;
  scatterPatches: MovePatches;

  /** With x at 0 every pixel of a window gets its share, else the largest of x all. */
  poolGradient(
    batch: number, height: number, width: number, channels: number, outHeight: number, outWidth: number, filterHeight: number, filterWidth: number,
    strideY: number, strideX: number, dilationY: number, dilationX: number, top: number, left: number, dy: Pointer, x: Pointer, dx: Pointer,
  ): void; // prettier-ignore

  sumRows(m: number, n: number, x: Pointer, y: Pointer, divisor: number): void;
  sumColumns(outer: number, n: number, columns: number, x: Pointer, y: Pointer, divisor: number, scratch: Pointer): void;
  extremeRows(m: number, n: number, x: Pointer, y: Pointer, least: boolean): void;
  extremeColumns(outer: number, n: number, columns: number, x: Pointer, y: Pointer, least: boolean): void;

  /** Pointers that are 0 ask for nothing. */
  softmaxRows(m: number, n: number, x: Pointer, y: Pointer, scales: Pointer, shifts: Pointer, logs: Pointer): void;
  standardiseRows(m: number, n: number, x: Pointer, y: Pointer, eps: number): void;
  standardiseRowsGradient(m: number, n: number, dy: Pointer, x: Pointer, dx: Pointer, eps: number): void;
  shiftRows(m: number, n: number, x: Pointer, shifts: Pointer, logs: Pointer, y: Pointer): void;

  adam(
    n: number, p: Pointer, g: Pointer, m: Pointer, v: Pointer, nextP: Pointer, nextM: Pointer, nextV: Pointer,
    beta1: number, beta2: number, restOf1: number, restOf2: number, length: number, eps: number,
  ): void; // prettier-ignore

  lif(
    n: number, input: Pointer, v: Pointer, refractory: Pointer, spikes: Pointer, nextV: Pointer, nextRefractory: Pointer,
    decay: number, rest: number, resistance: number, threshold: number, reset: number, dt: number, period: number, lock: boolean,
  ): void; // prettier-ignore
  /** `scratch` takes 8 bytes for each of the k columns of x, and 8 more. */
  sparseRowsTimesMatrix(m: number, k: number, n: number, x: Pointer, w: Pointer, y: Pointer, scale: number, scratch: Pointer): void;

  compare(n: number, a: Pointer, stepA: number, b: Pointer, stepB: number, y: Pointer, question: number): void;
  extremeOf(n: number, a: Pointer, stepA: number, b: Pointer, stepB: number, y: Pointer, least: boolean): void;
  select(n: number, condition: Pointer, a: Pointer, b: Pointer, y: Pointer): void;

  permutePairs(n: number, keys: Pointer, values: Pointer, y: Pointer): void;
  /** `scratch` takes 16 bytes for each of the n numbers of a group; with `back`, y is zeroed. */
  permuteGroups(groups: number, n: number, keys: Pointer, values: Pointer, y: Pointer, scratch: Pointer, back: boolean): void;
  restorePairs(n: number, keys: Pointer, values: Pointer, y: Pointer): void;
}

/** The functions of the module of spiking sequences. */
export interface SequenceExports {
  /** `along` bytes lead from one frame of x to the next, 0 repeats one. */
  lifSequence(
    steps: number, n: number, x: Pointer, along: number, spikes: Pointer, excess: Pointer, decay: number, threshold: number, toZero: boolean,
  ): void; // prettier-ignore
  leakyScan(steps: number, n: number, x: Pointer, spikes: Pointer, y: Pointer, decay: number, back: boolean): void;
  winnerTakeAll(
    sequences: number, steps: number, inputs: number, neurons: number, starts: Pointer, events: Pointer, weights: Pointer, thresholds: Pointer, counts: Pointer,
    voltages: Pointer, last: Pointer, powers: Pointer, decay: number, rate: number, increment: number, keep: number, largest: number, total: number, inhibition: number,
  ): void; // prettier-ignore
}

/** Moves the patches of the output pixels `first … first + count - 1` out of an image or back. */
export type MovePatches = (image: Pointer, patches: Pointer, first: number, count: number, ...geometry: PatchGeometry) => void;

export type PatchGeometry = readonly [
  height: number, width: number, channels: number, outHeight: number, outWidth: number, filterHeight: number, filterWidth: number,
  strideY: number, strideX: number, dilationY: number, dilationX: number, top: number, left: number,
]; // prettier-ignore

/** `y[i] = f(x[i])` for `n` numbers. */
export type Elementwise = (n: number, x: Pointer, y: Pointer) => void;

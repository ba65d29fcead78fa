import { certifyPoint, evaluate, lipschitzConstant, type Op, proveNetwork, proveSpectralNorm } from "@surenet/checker";
import { createRng, type Rng } from "@surenet/tensor-backend";
import { everyOp } from "../../../packages/checker/test/every-op.ts";
import { float32Network, STYLES } from "../../../packages/checker/test/float32-network.ts";
import { forward } from "../../../packages/checker/src/certificate/forward.ts";
import type { Acceptance, Report } from "../acceptance.ts";
import { exactly, isAbove, times } from "./exact.ts";
import { asNumbers, exactNetwork, matrixOf } from "./exact-network.ts";

const NETWORKS = 60;
const MATRICES = 200;
const WALKS = 20; // points within each radius

/** Bounds against integer arithmetic, which rounds nothing (a root or a quotient below 2^-600). */
export const exactArithmetic: Acceptance = {
  id: "checker/4",
  about: "every bound against exact integer arithmetic on small networks; what the bounds leave over",
  run(report) {
    const rng = createRng(11);
    singularValues(report, rng);
    const networks = Array.from({ length: NETWORKS }, (_, i) => (i % 2 === 0 ? everyOp(i + 1) : perceptron(rng)));
    evaluationErrors(report, networks, rng);
    radii(report, networks, rng);
    return Promise.resolve();
  },
};

/** `bound² I - W Wᵀ` is positive definite by exact elimination, and a millionth less is not. */
function singularValues(report: Report, rng: Rng): void {
  let [holds, isTight] = [0, 0];
  for (let i = 0; i < MATRICES; i++) {
    const [rows, columns] = [2 + (i % 5), 2 + (i % 7)];
    const data = floats(rows * columns, rng);
    const { bound } = proveSpectralNorm({ rows, columns, data });
    const entries = Array.from({ length: rows }, (_, r) => Array.from(data.subarray(r * columns, (r + 1) * columns)));
    if (isAbove(square(bound), entries)) holds++;
    if (!isAbove(square(bound * (1 - 1e-6)), entries)) isTight++;
  }
  report.check("singular values: bounds that hold exactly", holds === MATRICES, `${holds} of ${MATRICES}`);
  report.check("singular values: bounds that a millionth less would break", isTight === MATRICES, `${isTight} of ${MATRICES}`);
  let [linear, above] = [0, 0];
  for (const op of everyOp(9).filter(({ op: name }) => name === "convolution" || name === "convolutionTranspose" || name === "dense")) {
    const inputs = op.op === "dense" ? op.weight.rows : 16; // of everyOp, whose convolutions have as many outputs as inputs
    linear++;
    if (isAbove(square(lipschitzConstant(op)), matrixOf({ ...op, bias: undefined } as Op, inputs))) above++;
  }
  report.check("convolutions with borders and strides: bounds that hold exactly", above === linear, `${above} of ${linear}`);
}

/** The float64 state and outputs, and float32 states in five orders of summation, against the integers. */
function evaluationErrors(report: Report, networks: readonly (readonly Op[])[], rng: Rng): void {
  const worst: Record<string, number> = { state: 0, output: 0, float32: 0 };
  let largestError = 0;
  for (const ops of networks) {
    const network = proveNetwork(ops);
    const x = floats(inputsOf(ops), rng);
    const { scores, error, headError, drift } = forward(network, x);
    const [body, head] = [ops.slice(0, -1), ops.slice(-1)];
    const exact = exactNetwork(body, x);
    const float64 = float64State(body, x);
    const apart = distance(float64, exact);
    largestError = Math.max(largestError, apart);
    worst["state"] = Math.max(worst["state"] ?? 0, apart / error);
    const outputs = exactNetwork(head, float64);
    scores.forEach((score, j) => {
      const missed = Math.abs(asNumbers([exactly(score) - (outputs[j] ?? 0n)])[0] ?? NaN);
      worst["output"] = Math.max(worst["output"] ?? 0, missed / headError(j));
    });
    if (!body.every(({ op }) => op === "dense" || op === "groupSort" || op === "maxMin")) continue; // the float32 networks of the tests know these
    for (const style of STYLES) {
      const { slack, slope } = drift[style === "truncated" ? "f32AnyRound" : "f32Ieee"];
      const moved = x.map((value, i) => value + 0.3 * (floats(1, rng)[0] ?? 0) * (i % 2));
      const r = Math.hypot(...moved.map((value, i) => value - (x[i] ?? NaN))) * (1 + 1e-12);
      worst["float32"] = Math.max(worst["float32"] ?? 0, distance(float32Network(body, style)(moved), exactNetwork(body, moved)) / (slack + slope * r));
    }
  }
  report.note(`largest error of a float64 state: ${largestError.toExponential(2)}`);
  for (const [what, ratio] of Object.entries(worst))
    report.check(`${what === "float32" ? "float32 states, five orders of summation" : `float64 ${what}s`}: largest actual error over its bound`, ratio > 0 && ratio < 1, ratio.toPrecision(3));
} // prettier-ignore

/** At points within the radii of exact arithmetic the integers keep the class; the margin they have there over the one promised. */
function radii(report: Report, networks: readonly (readonly Op[])[], rng: Rng): void {
  let [points, changed, positive] = [0, 0, 0];
  for (const ops of networks) {
    const x = floats(inputsOf(ops), rng);
    const { predicted, radius } = certifyPoint(proveNetwork(ops), x);
    if (!(radius.f64Checked > 0)) continue;
    positive++;
    for (let k = 0; k < WALKS; k++, points++) {
      const direction = Float64Array.from(floats(x.length, rng));
      const length = Math.hypot(...direction);
      const moved = direction.map((value, i) => (x[i] ?? NaN) + (value / length) * radius.f64Checked * (1 - 1e-9));
      const outputs = exactNetwork(ops, moved);
      const best = outputs.reduce((most, value, j) => (value > (outputs[most] ?? 0n) ? j : most), 0);
      if (best !== predicted) changed++;
    }
  }
  report.atLeast("networks with a radius", positive, NETWORKS / 2);
  report.check("points within the f64-checked radius that change class exactly", changed === 0, `${changed} of ${points}`);
}

function perceptron(rng: Rng): Op[] {
  const dense = (rows: number, columns: number): Op => ({
    op: "dense",
    weight: { rows, columns, data: floats(rows * columns, rng).map((value) => (2 * value) / Math.sqrt(rows)) },
    bias: floats(columns, rng),
  });
  return [dense(5, 8), { op: "groupSort", groupSize: 2 }, dense(8, 6), { op: "maxMin", channels: 6 }, dense(12, 4)];
}

function inputsOf([first]: readonly Op[]): number {
  return first?.op === "dense" ? first.weight.rows : 16;
}

function floats(length: number, rng: Rng): Float32Array {
  return Float32Array.from(rng.values.uniform(length), (value) => 2 * value - 1);
}

function float64State(body: readonly Op[], x: Float32Array): Float64Array {
  return body.reduce<Float64Array>((state, op) => evaluate(op, state), Float64Array.from(x));
}

/** Exact up to the last conversion. */
function distance(numbers: Float64Array, exact: readonly bigint[]): number {
  return Math.hypot(...asNumbers(exact.map((value, i) => value - exactly(numbers[i] ?? NaN))));
}

function square(value: number): bigint {
  return times(exactly(value), exactly(value));
}

import { type Tensor, exp, grad, matMul, sum, tensor2d, tidy } from "@tensorflow/tfjs-core";
import { SurenetError } from "../errors/surenet-error.ts";

// Every element below is a sum of at most 12 products of numbers under 2: float32 keeps it to 1e-5, half precision does not.
const TOLERANCE = 1e-4;

/**
 * Compares matrix products with all transposes and a gradient on the engine in force with float64 arithmetic on the host.
 *
 * @throws SurenetError `E_ENGINE` that names the first computation that is wrong
 */
export async function selfTest(engineName: string): Promise<void> {
  for (const { what, compute, want } of checks()) {
    const got = tidy(compute);
    const values = await got.data();
    got.dispose();
    const wrong = want.findIndex((value, i) => !(Math.abs((values[i] ?? NaN) - value) <= TOLERANCE * (1 + Math.abs(value))));
    if (wrong < 0) continue;
    throw new SurenetError("E_ENGINE", {
      where: `initBackend, self test of ${engineName}`,
      problem: `${what} is wrong on this engine`,
      expected: `${want[wrong]} at element ${wrong}`,
      got: values[wrong],
      fix: "Update the driver, or prefer another engine.",
    });
  }
}

interface Check {
  readonly what: string;
  readonly compute: () => Tensor;
  readonly want: readonly number[];
}

function checks(): Check[] {
  const a = matrix(4, 6, 0.7);
  const b = matrix(6, 3, 1.3);
  const product = multiply(a, b);
  const slope = product.map((row) => row.map(Math.exp)); // of Σ exp(A·B) with respect to A·B
  const loss = (x: Tensor): Tensor => sum(exp(matMul(x, tensor2d(b))));
  return [
    { what: "A·B", compute: () => matMul(tensor2d(a), tensor2d(b)), want: product.flat() },
    { what: "Aᵀ·B", compute: () => matMul(tensor2d(transpose(a)), tensor2d(b), true, false), want: product.flat() },
    { what: "A·Bᵀ", compute: () => matMul(tensor2d(a), tensor2d(transpose(b)), false, true), want: product.flat() },
    { what: "Aᵀ·Bᵀ", compute: () => matMul(tensor2d(transpose(a)), tensor2d(transpose(b)), true, true), want: product.flat() },
    { what: "the gradient of Σ exp(A·B)", compute: () => grad(loss)(tensor2d(a)), want: multiply(slope, transpose(b)).flat() },
  ];
}

function matrix(rows: number, columns: number, frequency: number): number[][] {
  return Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => Math.sin(frequency * (i * columns + j + 1))));
}

function multiply(a: readonly number[][], b: readonly number[][]): number[][] {
  return a.map((row) => transpose(b).map((column) => row.reduce((total, value, i) => total + value * (column[i] ?? 0), 0)));
}

function transpose(a: readonly number[][]): number[][] {
  return (a[0] ?? []).map((_, j) => a.map((row) => row[j] ?? 0));
}

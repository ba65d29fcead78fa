import { type Tensor, grad, matMul, mul, sub, sum, tensor, tidy } from "@tensorflow/tfjs-core";
import { numbers, type Subject } from "../subject.ts";

/** 25 steps of `A ← 1.5 A - 0.5 A Aᵀ A`, the projection that unconstrained weights pay at every step. */
function bjorck(w: Tensor): Tensor {
  let a = w;
  for (let i = 0; i < 25; i++) a = sub(mul(a, 1.5), mul(matMul(a, matMul(a, a, true, false)), 0.5));
  return a;
}

const projection = (rows: number, columns: number): Subject => ({
  name: `25 Bjorck steps ${rows}x${columns} forward + gradient`,
  make() {
    const [w, c] = [tensor(numbers(rows * columns, 0.04), [rows, columns]), tensor(numbers(rows * columns), [rows, columns])];
    const slope = grad((x: Tensor) => sum(mul(bjorck(x), c)));
    return () => tidy(() => slope(w));
  },
});

export const projections: readonly Subject[] = [projection(512, 512), projection(64, 288)];

import { type Tensor, add, customGrad, matMul, mul, scalar, tensor, tidy } from "@tensorflow/tfjs-core";
import { type HostMatrix, cholesky, solve, svd } from "@surenet/tensor-backend";

/**
 * `log det(G + eps · I)` of a Gram matrix `G = SᵀS`, in float64 on the host, with its gradient `(G + eps · I)⁻¹`.
 *
 * @param gram `[n, n]`, symmetric
 * @throws SurenetError `E_VALUE` when the matrix is not finite or, with its rounding, not positive definite
 */
export function logDetGram(gram: Tensor, eps: number): Tensor {
  const op = customGrad((g) => {
    const matrix = shifted(symmetric(g as Tensor), eps);
    const n = matrix.rows;
    const { data } = cholesky(matrix);
    let value = 0;
    for (let i = 0; i < n; i++) value += 2 * Math.log(data[i * n + i] ?? NaN);
    const inverse = solve(matrix, identity(n)).data;
    return { value: scalar(value), gradFunc: (dy: Tensor) => tidy(() => mul(dy, tensor(Float32Array.from(inverse), [n, n]))) };
  });
  return op(gram);
}

/**
 * `log det(A ⊗ B + eps · I) = Σ_ij log(λ_i μ_j + eps)` from two Gram matrices with the eigenvalues λ and μ, which have `missing` eigenvalues 0 besides.
 *
 * The gradients: `U diag(Σ_j μ_j / (λ_i μ_j + eps)) Uᵀ` for A, and alike for B.
 */
export function logDetKronecker(a: Tensor, b: Tensor, { eps, missing }: { readonly eps: number; readonly missing: number }): Tensor {
  const op = customGrad((gramA, gramB) => {
    const [left, right] = [svd(symmetric(gramA as Tensor)), svd(symmetric(gramB as Tensor))];
    const [lambda, mu] = [left.singularValues, right.singularValues];
    let value = missing * Math.log(eps);
    const [slopeA, slopeB] = [new Float64Array(lambda.length), new Float64Array(mu.length)];
    lambda.forEach((l, i) => {
      mu.forEach((m, j) => {
        const eigenvalue = l * m + eps;
        value += Math.log(eigenvalue);
        slopeA[i] = (slopeA[i] ?? 0) + m / eigenvalue;
        slopeB[j] = (slopeB[j] ?? 0) + l / eigenvalue;
      });
    });
    const gradient = (u: HostMatrix, slope: Float64Array): Tensor =>
      tidy(() => {
        const vectors = tensor(Float32Array.from(u.data), [u.rows, u.columns]);
        return matMul(mul(vectors, tensor(Float32Array.from(slope), [1, slope.length])), vectors, false, true);
      });
    const gradFunc = (dy: Tensor): Tensor[] => tidy(() => [mul(dy, gradient(left.u, slopeA)), mul(dy, gradient(right.u, slopeB))]);
    return { value: scalar(value), gradFunc };
  });
  return add(op(a, b), 0);
}

/** A tensor that is symmetric but for rounding, made exactly so, in float64. */
function symmetric(gram: Tensor): HostMatrix {
  const n = gram.shape[0] ?? 0;
  const values = gram.dataSync();
  const data = Float64Array.from({ length: n * n }, (_, i) => {
    const [row, column] = [Math.floor(i / n), i % n];
    return ((values[row * n + column] ?? NaN) + (values[column * n + row] ?? NaN)) / 2;
  });
  return { rows: n, columns: n, data };
}

function shifted({ rows, columns, data }: HostMatrix, eps: number): HostMatrix {
  return { rows, columns, data: Float64Array.from(data, (value, i) => (i % (rows + 1) === 0 ? value + eps : value)) };
}

function identity(n: number): HostMatrix {
  return { rows: n, columns: n, data: Float64Array.from({ length: n * n }, (_, i) => Number(i % (n + 1) === 0)) };
}

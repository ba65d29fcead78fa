import type { HostMatrix } from "@surenet/tensor-backend";

/**
 * `Σ_n Λ_n ⊗ x_n x_nᵀ` in float64: the generalised Gauss-Newton matrix of a linear layer, its rows ordered by (output, input).
 *
 * @param x `[rows, inputs]`
 * @param weights the element (c, d) of the row's curvature Λ by its outputs
 */
export function blockCurvature(
  x: Float64Array,
  sizes: {
    readonly rows: number;
    readonly inputs: number;
    readonly outputs: number;
    readonly weights: (row: number, c: number, d: number) => number;
  },
): HostMatrix {
  const { rows, inputs, outputs, weights } = sizes;
  const size = inputs * outputs;
  const data = new Float64Array(size * size);
  for (let c = 0; c < outputs; c++) {
    for (let d = c; d < outputs; d++) {
      const block = weightedGram(x, { rows, inputs, weight: (row) => weights(row, c, d) });
      for (let i = 0; i < inputs; i++) {
        for (let j = 0; j < inputs; j++) {
          const value = block[i * inputs + j] ?? NaN;
          data[(c * inputs + i) * size + d * inputs + j] = value;
          data[(d * inputs + j) * size + c * inputs + i] = value;
        }
      }
    }
  }
  return { rows: size, columns: size, data };
}

/** `Σ_n w_n x_n x_nᵀ`, symmetric. */
function weightedGram(
  x: Float64Array,
  { rows, inputs, weight }: { readonly rows: number; readonly inputs: number; readonly weight: (row: number) => number },
): Float64Array {
  const gram = new Float64Array(inputs * inputs);
  for (let n = 0; n < rows; n++) {
    const [own, start] = [weight(n), n * inputs];
    for (let i = 0; i < inputs; i++) {
      const scaled = own * (x[start + i] ?? NaN);
      if (scaled === 0) continue; // half of the features of a ReLU
      const row = i * inputs;
      for (let j = i; j < inputs; j++) gram[row + j] = (gram[row + j] ?? 0) + scaled * (x[start + j] ?? NaN);
    }
  }
  for (let i = 0; i < inputs; i++) for (let j = 0; j < i; j++) gram[i * inputs + j] = gram[j * inputs + i] ?? NaN;
  return gram;
}

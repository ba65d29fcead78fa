import { type Tensor, tensor } from "@tensorflow/tfjs-core";

/** Rows of the identity, repeated: row p of `shape` flattened is `scale · e_((from + p) mod rank)`; `[...shape, rank]`. */
export function identityRows(
  shape: readonly number[],
  { rank, from, scale }: { readonly rank: number; readonly from: number; readonly scale: number },
): Tensor {
  const rows = shape.reduce((product, side) => product * side, 1);
  const values = new Float32Array(rows * rank);
  for (let p = 0; p < rows; p++) values[p * rank + ((from + p) % rank)] = scale;
  return tensor(values, [...shape, rank]);
}

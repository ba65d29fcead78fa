import { type Tensor, add, tensor, tidy } from "@tensorflow/tfjs-core";
import { shapeMismatch } from "@surenet/tensor-backend";

/**
 * Sines and cosines of the position, at wavelengths from 2π to 10000·2π.
 *
 * `p[i, 2k] = sin(i / 10000^(2k/d))`, `p[i, 2k+1] = cos(i / 10000^(2k/d))`
 *
 * @param length positions
 * @param embedDim d; an odd one ends with a sine
 * @returns `[length, embedDim]`, row after row
 * @see Vaswani et al. 2017, section 3.5
 * @example sinePositions(2, 2) // [0, 1, sin 1, cos 1]
 */
export function sinePositions(length: number, embedDim: number): Float32Array {
  return Float32Array.from({ length: length * embedDim }, (_, at) => {
    const [position, column] = [Math.floor(at / embedDim), at % embedDim];
    const angle = position / 10000 ** ((column - (column % 2)) / embedDim);
    return column % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  });
}

/** The positions of the last batch, which the next one mostly asks for again. */
let last: { readonly length: number; readonly embedDim: number; readonly positions: Float32Array } | undefined;

function positionsOf(length: number, embedDim: number): Float32Array {
  if (last?.length !== length || last.embedDim !== embedDim) last = { length, embedDim, positions: sinePositions(length, embedDim) };
  return last.positions;
}

/**
 * `x + p`, {@link sinePositions} added to every sequence of a batch.
 *
 * @param x `[batch, length, embedDim]`, borrowed
 * @returns same shape, owned by the caller
 * @throws SurenetError `E_SHAPE`
 */
export function encodePositions(x: Tensor): Tensor {
  const [, length = 0, embedDim = 0] = x.shape;
  if (x.rank !== 3) throw shapeMismatch({ where: "encodePositions", expected: "[batch, length, embedDim]", got: x.shape });
  return tidy(() => add(x, tensor(positionsOf(length, embedDim), [length, embedDim])));
}

import type { GoldenCase, StoredTensor } from "../vectors.ts";
import { added, type Matrix, matrixOf, rowsOf, stored, Weights } from "./cortex-arrays.ts";

/** A residual block without normalisation, by relu, whose residual is its input: `x + mask conv(relu(mask conv(relu x)))`. Channels first, as the reference has them. */
export function plainConvBlock({ inputs, params }: GoldenCase): Record<string, StoredTensor> {
  const w = new Weights(inputs, "w.");
  const x = rowsOf(inputs["x"] ?? { shape: [], data: [] });
  const mask = matrixOf(inputs["mask"] ?? { shape: [], data: [] });
  const dilation = Number(params["dilation"] ?? 1);
  const out = x.map((channels, b) => {
    const step = (name: string, y: Matrix): Matrix => convolve(w.tensor(name), y.map((row) => row.map((value) => Math.max(0, value))), dilation).map((row) => row.map((value, i) => value * (mask[b]?.[i] ?? 0))); // prettier-ignore
    return added(channels, step("conv_2.weight", step("conv_1.weight", channels)));
  });
  return { out: stored([out.length, out[0]?.length ?? 0, out[0]?.[0]?.length ?? 0], out.flat(2)) };
}

/** `[out, in, taps]` on `[in][length]`, with as many zeros around it as keep the length, the odd one on the right. */
function convolve(weight: StoredTensor, x: Matrix, dilation: number): Matrix {
  const kernel = rowsOf(weight);
  const taps = weight.shape[2] ?? 1;
  const left = Math.floor((dilation * (taps - 1)) / 2);
  return kernel.map((rows) =>
    (x[0] ?? []).map((_, i) =>
      rows.reduce((sum, row, c) => row.reduce((inner, value, u) => inner + value * (x[c]?.[i + u * dilation - left] ?? 0), sum), 0),
    ),
  );
}

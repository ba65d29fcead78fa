import { shapeMismatch } from "@surenet/tensor-backend";
import type { Parameter } from "@surenet/nn";
import type { Lowered } from "./lowered.ts";

/** A linear layer's effective weight `[in, out]` and bias, read from the engine. */
export async function lowerDense(
  { weight, bias }: { weight: Parameter; bias: Parameter | undefined },
  shape: readonly number[],
): Promise<Lowered> {
  const [rows = 0, columns = 0] = weight.shape;
  if (shape.length !== 1 || shape[0] !== rows) {
    throw shapeMismatch({
      where: "certify",
      problem: "a linear layer does not fit what reaches it",
      expected: `samples of shape [${rows}]`,
      got: shape,
    });
  }
  const data = Float32Array.from(await weight.value.data());
  const shift = bias === undefined ? undefined : Float32Array.from(await bias.value.data());
  return { ops: [{ op: "dense", weight: { rows, columns, data }, bias: shift }], shape: [columns] };
}

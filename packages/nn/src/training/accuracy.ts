import { type Tensor, argMax, cast, equal, mean, tidy } from "@tensorflow/tfjs-core";
import { shapeMismatch } from "@surenet/tensor-backend";

/**
 * The share of samples whose largest score is that of their class; among equal scores the first counts.
 *
 * @param output `[batch, classes]`
 * @param target class numbers, int32 `[batch]`
 * @throws SurenetError `E_SHAPE`
 * @example await accuracy(tensor([[0.1, 0.9], [2, 1]]), tensor([1, 1], [2], "int32")) // 0.5
 */
export async function accuracy(output: Tensor, target: Tensor): Promise<number> {
  const [batch] = target.shape;
  if (output.rank !== 2 || target.rank !== 1 || output.shape[0] !== batch) {
    throw shapeMismatch({
      where: "accuracy",
      expected: "scores [batch, classes] and class numbers [batch]",
      got: [output.shape, target.shape],
    });
  }
  const share = tidy(() => mean(equal(argMax(output, 1), cast(target, "int32"))));
  try {
    return (await share.data())[0] ?? NaN;
  } finally {
    share.dispose();
  }
}

import { type Tensor, engine, getKernel, tidy } from "@tensorflow/tfjs-core";
import { shapeMismatch } from "../errors/throw.ts";
import { runKernel } from "../gradients/run-kernel.ts";
import { CONV_SEQUENCES, type ConvSequencesAttrs, convolvedSequences } from "../kernels/composed/sequence-convolution.ts";

/**
 * Slides a filter along sequences, at every position, in one kernel; each gradient is one, too.
 *
 * `y[n, i, o] = Σ_{u, c} x[n, i + u − p, c] · f[u, c, o]`, zero outside the sequence; `"same"` puts the odd zero of an even filter on the right
 *
 * @param x `[batch, length, in]`, float32, borrowed
 * @param filter `[taps, in, out]`, borrowed
 * @returns `[batch, length, out]` with `"same"`, `[batch, length − taps + 1, out]` with `"valid"`, owned by the caller
 * @throws SurenetError `E_SHAPE`
 * @example convSequences(ones([1, 4, 1]), ones([2, 1, 1]), { padding: "valid" }) // [[[2], [2], [2]]]
 */
export function convSequences(x: Tensor, filter: Tensor, { padding }: ConvSequencesAttrs): Tensor {
  const where = "convSequences";
  const [taps = 0, inputs = 0] = filter.shape;
  const [, length = 0, channels] = x.shape;
  if (filter.rank !== 3) throw shapeMismatch({ where, expected: "[taps, in, out]", got: filter.shape });
  if (x.rank !== 3 || channels !== inputs) throw shapeMismatch({ where, expected: `[batch, length, ${inputs}]`, got: x.shape });
  if (padding === "valid" && length < taps) throw shapeMismatch({ where, problem: "the filter is longer than the sequence", expected: `at least ${taps} positions`, got: x.shape }); // prettier-ignore
  if (getKernel(CONV_SEQUENCES, engine().backendName) === undefined) return tidy(() => convolvedSequences(x, filter, { padding })); // initBackend was not called
  return runKernel(CONV_SEQUENCES, { x, filter }, { padding });
}

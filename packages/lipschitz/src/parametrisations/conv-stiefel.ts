import { type Tensor, reshape } from "@tensorflow/tfjs-core";
import { type Manifold, type RuleState, stiefel, type StiefelOptions } from "@surenet/nn";

/**
 * Kernels whose reshaping to `[taps · in, out]` has orthonormal rows or columns, whichever are fewer: {@link stiefel} for that matrix.
 *
 * @example new Parameter(kernel, { manifold: kernelStiefel() }) // [3, 3, 16, 32] moves as a [144, 32] matrix
 */
export function kernelStiefel(options: StiefelOptions = {}): Manifold {
  const flat = stiefel(options);
  const matrix = (kernel: Tensor): Tensor => reshape(kernel, [-1, kernel.shape.at(-1) ?? 1]);
  const shaped = (state: RuleState, shape: (t: Tensor) => Tensor): RuleState =>
    Object.fromEntries(Object.entries(state).map(([name, value]) => [name, shape(value)]));
  return {
    name: "kernelStiefel",
    learningRate: flat.learningRate,
    initialState: (parameter) => flat.initialState(parameter),
    update: ({ parameter, gradient, state, learningRate }) => {
      const like = (t: Tensor): Tensor => reshape(t, parameter.shape);
      const step = flat.update({ parameter: matrix(parameter), gradient: matrix(gradient), state: shaped(state, matrix), learningRate });
      return { parameter: like(step.parameter), state: shaped(step.state, like) };
    },
  };
}

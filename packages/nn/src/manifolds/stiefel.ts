import { add, clone, mul, tidy, zerosLike } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption } from "@surenet/tensor-backend";
import type { Manifold } from "../optim/manifold.ts";
import { stiefelStep } from "./stiefel-step.ts";

export interface StiefelOptions {
  /** Mean angle of a step per row, in radians; at 0.1 the radius is reached at once and the schedule alone decays it. */
  readonly learningRate?: number;
  /** Share of the old momentum that is kept. */
  readonly momentum?: number;
  /** Largest Frobenius length of a step: 0.2 is the largest round value that keeps every singular value above 1 - 1e-3 after one Newton-Schulz step. */
  readonly radius?: number;
  /** What a step follows; see {@link stiefelStep}. */
  readonly direction?: "momentum" | "muon";
}

/**
 * Matrices with orthonormal rows (or columns, for tall ones), as a manifold of a parameter: `M ← βM + (1 - β)G`, then {@link stiefelStep}.
 *
 * The momentum is kept as it came and projected where it is used: projection is linear, so this equals projecting every past gradient at the
 * present point, for two products less. There is no second moment: the step's length is normalised, and on this manifold only directions matter.
 *
 * Known weakness: the step does not shrink at an optimum, so the learning rate needs a schedule that ends near zero.
 *
 * @example new Parameter(orthogonal, { manifold: stiefel() })
 */
export function stiefel(options: StiefelOptions = {}): Manifold {
  checkOptions("stiefel", options, ["learningRate", "momentum", "radius", "direction"]);
  const { learningRate = 0.1, momentum: beta = 0.95, radius = 0.2, direction = "momentum" } = options;
  if (!(learningRate >= 0)) throw invalidOption({ where: "stiefel", option: "learningRate", got: learningRate, expected: "a number >= 0" });
  if (!(beta >= 0 && beta < 1)) throw invalidOption({ where: "stiefel", option: "momentum", got: beta, expected: "a number in [0, 1)" });
  if (!(radius > 0 && radius <= 1))
    throw invalidOption({ where: "stiefel", option: "radius", got: radius, expected: "a number in (0, 1]" });
  if (direction !== "momentum" && direction !== "muon")
    throw invalidOption({ where: "stiefel", option: "direction", got: direction, expected: '"momentum" or "muon"' });
  return {
    name: "stiefel",
    learningRate,
    initialState: (parameter) => ({ momentum: zerosLike(parameter) }),
    update: ({ parameter, gradient, state, learningRate: rate }) => {
      const before = state["momentum"] ?? zerosLike(parameter);
      const momentum = tidy(() => add(mul(before, beta), mul(gradient, 1 - beta)));
      return {
        parameter: rate === 0 ? clone(parameter) : stiefelStep(parameter, momentum, { learningRate: rate, radius, direction }),
        state: { momentum },
      };
    },
  };
}

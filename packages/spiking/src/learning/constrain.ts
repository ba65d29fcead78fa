import { clipByValue, tidy } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption } from "@surenet/tensor-backend";
import type { Parameter } from "@surenet/nn";
import { type NormaliseOptions, normalise } from "../statistics/rescale.ts";

/**
 * Gives the weights along an axis a fixed p-norm, after learning changed them; axis 0 of `[in, out]` holds what a receiver gets.
 *
 * @throws SurenetError `E_OPTION`
 * @example normaliseWeights(connection.weight, { order: 1, scale: 78.4, axis: 0 })
 * @see {@link normalise}; Diehl & Cook 2015 keep the sum of a neuron's weights
 */
export function normaliseWeights(parameter: Parameter, options: NormaliseOptions): void {
  tidy(() => parameter.assign(normalise(parameter.variable, options)));
}

/**
 * Cuts weights off at a least and a largest value, after learning changed them.
 *
 * @throws SurenetError `E_OPTION` unless there is a limit, the least one below the largest
 * @example clampWeights(connection.weight, { minimum: 0 })
 */
export function clampWeights(parameter: Parameter, options: { readonly minimum?: number; readonly maximum?: number }): void {
  const where = "clampWeights";
  checkOptions(where, options, ["minimum", "maximum"]);
  const { minimum = -Infinity, maximum = Infinity } = options;
  if (options.minimum === undefined && options.maximum === undefined)
    throw invalidOption({ where, option: "minimum", got: undefined, expected: "a number, here or as maximum" });
  if (!(minimum < maximum)) throw invalidOption({ where, option: "minimum", got: minimum, expected: `a number below maximum, which is ${maximum}` }); // prettier-ignore
  tidy(() => parameter.assign(clipByValue(parameter.variable, minimum, maximum)));
}

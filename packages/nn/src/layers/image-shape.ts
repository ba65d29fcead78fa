import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import { invalidOption, shapeMismatch } from "@surenet/tensor-backend";
import { positiveInteger } from "./positive-integer.ts";

export type Pair = readonly [height: number, width: number];

/** A size for both directions, or one for each: height first. */
export type Size = number | Pair;

/** A {@link Size} given by the user, checked. */
export function sizePair(where: string, option: string, size: Size): Pair {
  if (typeof size === "number") return [positiveInteger(where, option, size), size];
  if (!Array.isArray(size) || size.length !== 2)
    throw invalidOption({ where, option, got: size, expected: "a positive integer, or [height, width]" });
  return [positiveInteger(where, option, size[0]), positiveInteger(where, option, size[1])];
}

/** Refuses what is not a batch of images, channels last. */
export function checkImages(where: string, x: Tensor, channels?: number): asserts x is Tensor4D {
  if (x.rank === 4 && (channels === undefined || x.shape[3] === channels)) return;
  throw shapeMismatch({ where, expected: `[batch, height, width, ${channels ?? "channels"}]`, got: x.shape });
}

/** Refuses windows that are larger than the padded image: there would be no output. */
export function checkWindow(where: string, x: Tensor, window: Pair, padding: number): void {
  const [, height = 0, width = 0] = x.shape;
  if (height + 2 * padding >= window[0] && width + 2 * padding >= window[1]) return;
  throw shapeMismatch({
    where,
    problem: "the window is larger than the image",
    expected: `at least ${window[0]} by ${window[1]} pixels`,
    got: x.shape,
  });
}

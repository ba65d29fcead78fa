import { Rng, invalidOption } from "@surenet/tensor-backend";

/** The stream a layer draws its weights from, checked for callers without types. */
export function requiredRng(where: string, rng: Rng): Rng {
  if (!(rng instanceof Rng)) throw invalidOption({ where, option: "rng", got: rng, expected: "a stream such as createRng(0)" });
  return rng;
}

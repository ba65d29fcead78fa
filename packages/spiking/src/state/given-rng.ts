import { Rng, invalidOption } from "@surenet/tensor-backend";

/** The random stream among the options, checked for callers without types. */
export function givenRng(where: string, rng: Rng): Rng {
  if (rng instanceof Rng) return rng;
  throw invalidOption({ where, option: "rng", got: rng, expected: "a random stream", fix: "Pass createRng(seed)." });
}

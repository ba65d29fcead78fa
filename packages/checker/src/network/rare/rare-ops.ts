import { evaluateWith } from "../evaluate-with.ts";
import type { RareOps } from "../rare-ops.ts";
import { constantOfRare } from "./constant-of-rare.ts";
import { evaluateRare } from "./evaluate-rare.ts";
import { offsetOfRare, roundingErrorOfRare } from "./rounding-error-of-rare.ts";

export const rareOps: RareOps = {
  evaluate: (op, x) => evaluateRare(op, x, (inner, at) => evaluateWith(rareOps, inner, at)),
  constant: constantOfRare,
  roundingError: roundingErrorOfRare,
  offset: offsetOfRare,
};

import type { Acceptance } from "../acceptance.ts";
import { goldenAcceptance } from "../golden-acceptance.ts";

export const bayesVectors: Acceptance = goldenAcceptance({ id: "bayes/1", packageName: "bayes-losses" });

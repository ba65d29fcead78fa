import { goldenAcceptance } from "../golden-acceptance.ts";
import type { Acceptance } from "../acceptance.ts";

export const lossVectors: Acceptance = goldenAcceptance({ id: "losses/1", packageName: "losses" });

import type { Acceptance } from "../acceptance.ts";
import { goldenAcceptance } from "../golden-acceptance.ts";

export const cortexVectors: Acceptance = goldenAcceptance({ id: "cortex-tree/1", packageName: "cortex-tree" });

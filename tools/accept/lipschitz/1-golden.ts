import { goldenAcceptance } from "../golden-acceptance.ts";
import type { Acceptance } from "../acceptance.ts";

export const lipschitzVectors: Acceptance = goldenAcceptance({ id: "lipschitz/1", packageName: "lipschitz" });

import type { Acceptance } from "../acceptance.ts";
import { goldenAcceptance } from "../golden-acceptance.ts";

export const spikingVectors: Acceptance = goldenAcceptance({ id: "spiking/1", packageName: "spiking" });

import type { JsonObject } from "@surenet/nn";
import { LIF } from "./lif.ts";

/**
 * Generalised leaky integrate-and-fire, level 1: {@link LIF} under the name of its family.
 *
 * @example new GLIF1(10, { dtMs: 1, tauMs: 20, rest: -60, reset: -65, threshold: -50 })
 * @see Teeter et al. 2018
 */
export class GLIF1 extends LIF {
  static override readonly id: string = "spiking.GLIF1";

  static override fromJSON(config: JsonObject): GLIF1 {
    const { shape, ...options } = LIF.readConfig(config);
    return new GLIF1(shape, options);
  }
}

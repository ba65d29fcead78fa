import { checkOptions } from "@surenet/tensor-backend";
import { checkReduction } from "./reduction.ts";

/**
 * What the classes of losses have in common: options that are held. Their names and the reduction are checked when the object is made, the values
 * when the loss is computed.
 */
export abstract class HeldOptions<Options extends object> {
  readonly options: Options;

  constructor(where: string, options: Options, known: readonly string[]) {
    checkOptions(where, options, known);
    const { reduction } = options as { readonly reduction?: unknown };
    if (reduction !== undefined && reduction !== "batchmean") checkReduction(where, reduction);
    this.options = { ...options };
  }
}

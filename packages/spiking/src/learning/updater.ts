import { type Tensor, add, addN, keep, mean, stack, tidy, zerosLike } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption } from "@surenet/tensor-backend";
import { Parameter } from "@surenet/nn";
import { type FullBound, type HalfBound, bothBounds } from "./bounds.ts";

/** What a rule asks of a parameter: both are not negative, and the parameter changes by their difference. */
export type WeightChange = {
  readonly strengthen?: Tensor;
  readonly weaken?: Tensor;
}; // a type, not an interface: `tidy` takes it for a container of tensors

export interface UpdaterOptions {
  /** How the changes since the last `apply` come together. */
  readonly reduction?: "sum" | "mean";
  readonly upper?: HalfBound;
  readonly lower?: HalfBound;
  /** In place of `upper` and `lower`. */
  readonly full?: FullBound;
}

/**
 * Gathers changes of a parameter and applies them at once: `w ← w + upper(w, Σ strengthen) − lower(w, Σ weaken)`.
 *
 * @throws SurenetError `E_OPTION`
 * @example
 * const updater = new Updater(connection.weight, { upper: upperBound({ limit: 1 }) });
 * updater.add({ strengthen });
 * updater.apply();
 */
export class Updater {
  readonly parameter: Parameter;
  readonly reduction: "sum" | "mean";
  readonly #bound: FullBound;
  #pending: { strengthen: Tensor[]; weaken: Tensor[] } = { strengthen: [], weaken: [] };

  constructor(parameter: Parameter, options: UpdaterOptions = {}) {
    checkOptions("Updater", options, ["reduction", "upper", "lower", "full"]);
    const { reduction = "sum", upper, lower, full } = options;
    if (!(parameter instanceof Parameter)) throw invalidOption({ where: "Updater", option: "parameter", got: parameter, expected: "a Parameter" }); // prettier-ignore
    if (reduction !== "sum" && reduction !== "mean")
      throw invalidOption({ where: "Updater", option: "reduction", got: reduction, expected: '"sum" or "mean"' });
    if (full !== undefined && (upper !== undefined || lower !== undefined))
      throw invalidOption({ where: "Updater", option: "full", got: full, expected: "nothing beside upper or lower" });
    this.parameter = parameter;
    this.reduction = reduction;
    this.#bound = full ?? bothBounds({ upper, lower });
  }

  /** Takes over the tensors of a change. */
  add({ strengthen, weaken }: WeightChange): void {
    if (strengthen !== undefined) this.#pending.strengthen.push(keep(strengthen));
    if (weaken !== undefined) this.#pending.weaken.push(keep(weaken));
  }

  /** Changes the parameter by what was gathered, and forgets it. */
  apply(): void {
    const { strengthen, weaken } = this.#pending;
    if (strengthen.length === 0 && weaken.length === 0) return;
    tidy(() => {
      const now = this.parameter.variable;
      const together = (parts: readonly Tensor[]): Tensor => {
        if (parts.length === 0) return zerosLike(now);
        return this.reduction === "mean" ? mean(stack([...parts]), 0) : addN([...parts]);
      };
      this.parameter.assign(add(now, this.#bound(now, together(strengthen), together(weaken))));
    });
    this.clear();
  }

  /** Forgets what was gathered. */
  clear(): void {
    for (const part of [...this.#pending.strengthen, ...this.#pending.weaken]) part.dispose();
    this.#pending = { strengthen: [], weaken: [] };
  }
}

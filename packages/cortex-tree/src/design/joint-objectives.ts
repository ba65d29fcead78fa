import { type Tensor, add, mul, stack, tidy } from "@tensorflow/tfjs-core";
import { invalidValue } from "@surenet/tensor-backend";

export interface JointObjectivesOptions {
  readonly objectives: readonly string[];
  /** By objective: the properties by which it is multiplied, such as probabilities of being feasible. */
  readonly constraints?: Readonly<Record<string, readonly string[]>>;
  /** By objective: `(value + shift) · scale`. */
  readonly scaling?: Readonly<Record<string, { readonly shift: number; readonly scale: number }>>;
}

/**
 * Objectives side by side, scaled, and multiplied by what constrains them.
 *
 * @param properties `[members, batch]` each, borrowed
 * @returns `[members, batch, objectives]`, owned by the caller
 * @throws SurenetError `E_VALUE` for a property that is not there
 */
export function jointObjectiveValues(
  properties: Readonly<Record<string, Tensor>>,
  { objectives, constraints = {}, scaling = {} }: JointObjectivesOptions,
): Tensor {
  // prettier-ignore
  const of = (name: string): Tensor => {
    const found = properties[name];
    if (found === undefined) throw invalidValue({ where: "jointObjectiveValues", problem: `there is no property ${name}`, expected: Object.keys(properties).join(", ") });
    return found;
  };
  return tidy(() =>
    stack(
      objectives.map((name) => {
        const { shift = 0, scale = 1 } = scaling[name] ?? {};
        return (constraints[name] ?? []).reduce((value, constraint) => mul(value, of(constraint)), mul(add(of(name), shift), scale));
      }),
      -1,
    ),
  );
}

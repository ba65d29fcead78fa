import { type Tensor, reshape, slice } from "@tensorflow/tfjs-core";
import type { GaussianLayer, Parts } from "@surenet/bayes-nn";
import { type Module, type Parameter } from "@surenet/nn";
import { invalidOption, shapeMismatch } from "@surenet/tensor-backend";

/**
 * Means or standard deviations of the prior: one number for all parameters; a flat tensor, layer by layer, a bias before its weight; or tensors by the
 * parameters' paths, such as `layers.0.params.weight`, where the others keep the default.
 */
export type PriorValues = number | Tensor | Readonly<Record<string, Tensor>>;

/** A Gaussian layer with the paths of its means. */
export interface PriorSlot {
  readonly layer: GaussianLayer;
  readonly paths: Parts<string>;
}

/** The prior's values in the shapes of the layers' parameters; tensors made on the way belong to the caller's tidy. */
export function priorParts(
  option: string,
  values: PriorValues,
  { slots, otherwise }: { readonly slots: readonly PriorSlot[]; readonly otherwise: number },
): Parts<Tensor | number>[] {
  if (typeof values === "number") return slots.map(({ layer }) => each(layer, () => values));
  if (isTensor(values)) return flatParts(option, values, slots);
  const used = new Set<string>();
  const parts = slots.map(({ layer, paths }) =>
    each(layer, (name, parameter) => {
      const path = paths[name] ?? "";
      const value = values[path];
      if (value === undefined) return otherwise;
      used.add(path);
      if (value.shape.join() !== parameter.shape.join())
        throw shapeMismatch({ where: `VariationalFreeEnergy, ${option} of ${path}`, expected: `[${parameter.shape.join(", ")}]`, got: value.shape }); // prettier-ignore
      return value;
    }),
  );
  const unknown = Object.keys(values).find((path) => !used.has(path));
  if (unknown === undefined) return parts;
  const expected = slots.flatMap(({ paths }) => Object.values(paths)).join(", ");
  throw invalidOption({ where: "VariationalFreeEnergy", option, got: unknown, expected: `paths of Gaussian means: ${expected}` });
}

function flatParts(option: string, values: Tensor, slots: readonly PriorSlot[]): Parts<Tensor>[] {
  const count = slots.reduce((total, { layer }) => total + layer.gaussian.size, 0);
  if (values.rank !== 1 || values.size !== count)
    throw shapeMismatch({
      where: `VariationalFreeEnergy, ${option}`,
      expected: `[${count}], one for each mean of the model`,
      got: values.shape,
    });
  let from = 0;
  const next = (_: string, { variable }: Parameter): Tensor => {
    const part = reshape(slice(values, [from], [variable.size]), variable.shape);
    from += variable.size;
    return part;
  };
  return slots.map(({ layer }) => each(layer, next));
}

/** The bias first, as in the flat order. */
function each<T>(layer: GaussianLayer, value: (name: keyof Parts<T>, parameter: Parameter) => T): Parts<T> {
  const { bias, weight } = layer.gaussian.mean;
  return { ...(bias && { bias: value("bias", bias) }), weight: value("weight", weight) };
}

/** The Gaussian layers of a model in its order. */
export function priorSlots(model: Module, isGaussian: (module: Module) => module is GaussianLayer): PriorSlot[] {
  return model.namedModules().flatMap(([path, layer]) => {
    if (!isGaussian(layer)) return [];
    const start = path === "" ? "params" : `${path}.params`;
    return [{ layer, paths: { bias: `${start}.bias`, weight: `${start}.weight` } }];
  });
}

function isTensor(values: Exclude<PriorValues, number>): values is Tensor {
  return "dataId" in values;
}

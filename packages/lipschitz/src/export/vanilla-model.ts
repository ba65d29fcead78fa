import { checkOptions, unsupported } from "@surenet/tensor-backend";
import { Module, Sequential as PlainSequential } from "@surenet/nn";
import { Sequential } from "../module/sequential.ts";

/** A module that can be replaced by a plain one: the Lipschitz modules, and normalisations that become a scale and a shift. */
interface Exportable extends Module {
  vanillaExport(): Module;
}

/**
 * Replaces every layer inside a model that can be exported by the plain one that computes the same, and returns the model.
 *
 * The model itself keeps its class. With `inPlace: false` it stays as it was and the result is new, its plain layers shared with it; that works for a layer and for Sequentials, whose
 * parts can be put together again. In place, what the replaced layers owned alone is disposed.
 *
 * @throws SurenetError `E_UNSUPPORTED` for `inPlace: false` with a class that it cannot build again, `E_OPTION`
 * @example vanillaModel(new Sequential([new SpectralLinear(2, 2, { rng }), new GroupSort2()])) // Linear, GroupSort2
 */
export function vanillaModel(model: Module, options: { readonly inPlace?: boolean } = {}): Module {
  checkOptions("vanillaModel", options, ["inPlace"]);
  const { inPlace = true } = options;
  if (!inPlace) return rebuilt(model);
  replaceInside(model);
  return model;
}

function rebuilt(module: Module): Module {
  if (module instanceof Sequential || module instanceof PlainSequential) return new PlainSequential(module.layers.map(rebuilt));
  if (isExportable(module)) return module.vanillaExport();
  if (!module.namedModules().some(([, inner]) => isExportable(inner))) return module;
  throw unsupported({
    where: "vanillaModel",
    problem: `${module.constructor.name} holds Lipschitz layers and cannot be built again from its parts`,
    fix: "Convert it in place: vanillaModel(model).",
  });
}

function replaceInside(owner: object): void {
  for (const [key, value] of Object.entries(owner) as [string, unknown][]) {
    if (value instanceof Module && isExportable(value)) Reflect.set(owner, key, exported(value));
    else if (value instanceof Module || Array.isArray(value) || isPlainObject(value)) replaceInside(value);
  }
}

/** The plain module; what the other does not share with it is released. */
function exported(layer: Exportable): Module {
  const plain = rebuilt(layer);
  plain.train(layer.training);
  const shared = new Set<object>([...plain.parameters(), ...plain.buffers()]);
  for (const owned of [...layer.parameters(), ...layer.buffers()]) if (!shared.has(owned)) owned.dispose();
  return plain;
}

function isExportable(module: Module): module is Exportable {
  return "vanillaExport" in module && typeof module.vanillaExport === "function";
}

function isPlainObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

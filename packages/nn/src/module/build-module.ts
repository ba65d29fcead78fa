import { malformedFile, nearest } from "@surenet/tensor-backend";
import type { JsonObject } from "./json.ts";
import type { Module, ModuleJson } from "./module.ts";

/** A class that can be made again from its JSON. */
export interface ModuleType {
  /** Part of the file format, such as `"nn.Linear"`. */
  readonly id: string;
  /** @param children the parts of a container, already built; empty for a plain layer */
  fromJSON(config: JsonObject, children: readonly Module[]): Module;
}

/**
 * Makes a module from its structure. Weights have whatever values the constructors give them; a state dict follows.
 *
 * @param types the classes that may occur, such as `nnModules`: nothing is registered behind the scenes
 * @throws SurenetError `E_FILE` for an unknown type or an unusable config
 * @example buildModule({ type: "nn.Linear", config: { inFeatures: 4, outFeatures: 2, bias: true } }, nnModules)
 */
export function buildModule(json: ModuleJson, types: readonly ModuleType[]): Module {
  const found = types.find(({ id }) => id === json.type);
  if (found === undefined) {
    const known = types.map(({ id }) => id);
    const close = nearest(json.type, known);
    throw malformedFile({
      where: "buildModule",
      problem: `there is no module type ${JSON.stringify(json.type)}`,
      expected: `one of ${known.join(", ")}`,
      fix:
        close === undefined ? "Pass the class in `types`." : `Pass the class in \`types\`, or did the file mean ${JSON.stringify(close)}?`,
    });
  }
  const children: Module[] = [];
  try {
    for (const child of json.children ?? []) children.push(buildModule(child, types));
    return found.fromJSON(json.config, children);
  } catch (error) {
    for (const child of children) child.dispose();
    throw error;
  }
}

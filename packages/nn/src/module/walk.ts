import { Rng } from "@surenet/tensor-backend";
import { Buffer } from "./buffer.ts";
import { Parameter } from "./parameter.ts";

/** What a module owns, by path (`layers.0.weight`), each object once even when it is shared. */
export interface Members<M> {
  readonly parameters: [string, Parameter][];
  readonly buffers: [string, Buffer][];
  readonly rngs: [string, Rng][];
  /** All modules below the root, not only its children. */
  readonly modules: [string, M][];
}

/** Finds the members of a module by walking its own enumerable properties, in the order in which the constructor made them. */
export function membersOf<M extends object>(root: M, isModule: (value: object) => value is M): Members<M> {
  const members: Members<M> = { parameters: [], buffers: [], rngs: [], modules: [] };
  const seen = new Set<object>([root]);

  const visit = (path: string, value: unknown): void => {
    if (typeof value !== "object" || value === null || seen.has(value)) return;
    if (Array.isArray(value)) return value.forEach((item, i) => visit(`${path}.${i}`, item));
    seen.add(value);
    if (value instanceof Buffer) members.buffers.push([path, value]);
    else if (value instanceof Rng) members.rngs.push([path, value]);
    else if (value instanceof Parameter) {
      members.parameters.push([path, value]);
      for (const step of value.parametrisations) {
        for (const [name, buffer] of Object.entries(step.buffers?.() ?? {})) visit(`${path}.${step.name}.${name}`, buffer);
      }
    } else if (isModule(value)) {
      members.modules.push([path, value]);
      for (const [name, property] of Object.entries(value)) visit(`${path}.${name}`, property);
    }
  };

  for (const [name, property] of Object.entries(root)) visit(name, property);
  return members;
}

/** The modules that are properties of `module`, or items of its arrays. */
export function childrenOf<M extends object>(module: M, isModule: (value: object) => value is M): [string, M][] {
  return Object.entries(module).flatMap(([name, value]): [string, M][] => {
    const items: readonly [string, unknown][] = Array.isArray(value) ? value.map((item, i) => [`${name}.${i}`, item]) : [[name, value]];
    return items.filter((item): item is [string, M] => typeof item[1] === "object" && item[1] !== null && isModule(item[1]));
  });
}

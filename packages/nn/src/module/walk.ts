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

/**
 * Finds the members of a module by walking its own enumerable properties, arrays and plain objects among them, in the order in which
 * the constructor made them.
 */
export function membersOf<M extends object>(root: M, isModule: (value: object) => value is M): Members<M> {
  const members: Members<M> = { parameters: [], buffers: [], rngs: [], modules: [] };
  const seen = new Set<object>([root]);

  const visit = (path: string, value: unknown): void => {
    if (typeof value !== "object" || value === null || seen.has(value)) return;
    seen.add(value);
    if (isCollection(value)) return visitItems(`${path}.`, value);
    if (value instanceof Buffer) members.buffers.push([path, value]);
    else if (value instanceof Rng) members.rngs.push([path, value]);
    else if (value instanceof Parameter) {
      members.parameters.push([path, value]);
      for (const step of value.parametrisations) {
        for (const [name, buffer] of Object.entries(step.buffers?.() ?? {})) visit(`${path}.${step.name}.${name}`, buffer);
      }
    } else if (isModule(value)) {
      members.modules.push([path, value]);
      visitItems(`${path}.`, value);
    }
  };
  const visitItems = (prefix: string, owner: object): void => {
    for (const [name, item] of Object.entries(owner)) visit(prefix + name, item);
  };

  visitItems("", root);
  return members;
}

/** The modules that are properties of `module`, or items of its collections. */
export function childrenOf<M extends object>(module: M, isModule: (value: object) => value is M): [string, M][] {
  const children: [string, M][] = [];
  const seen = new Set<object>();
  const visitItems = (prefix: string, owner: object): void => {
    for (const [name, item] of Object.entries(owner) as [string, unknown][]) {
      if (typeof item !== "object" || item === null) continue;
      if (isModule(item)) children.push([prefix + name, item]);
      else if (isCollection(item) && !seen.has(item)) {
        seen.add(item);
        visitItems(`${prefix}${name}.`, item);
      }
    }
  };
  visitItems("", module);
  return children;
}

/** Arrays and plain objects, which are looked into. */
function isCollection(value: object): boolean {
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}

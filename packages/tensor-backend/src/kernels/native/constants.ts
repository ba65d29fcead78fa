import type { NativeLibrary } from "./library.ts";

const AT_MOST = 1024; // of a few bytes each

const made = new WeakMap<NativeLibrary, Map<string, number>>();

/**
 * The library's number for a constant that kernels ask for again and again: a shape, axes, a factor. It is made once and stays.
 *
 * @param name of the constant, the same for the same numbers
 * @returns undefined for a new constant when there are very many already
 */
export function constantOf(library: NativeLibrary, name: string, make: () => number): number | undefined {
  const known = made.get(library) ?? new Map<string, number>();
  made.set(library, known);
  const found = known.get(name);
  if (found !== undefined || known.size >= AT_MOST) return found;
  const id = make();
  known.set(name, id);
  return id;
}

const last = new Map<string, { readonly key: string; readonly made: unknown }>();

/**
 * The last thing of a kind that was made, when its key is the same: a reset does not draw its thousands of digits anew.
 *
 * @param made nobody changes it
 */
export function remembered<T>(kind: string, key: string, make: () => T): T {
  const kept = last.get(kind);
  if (kept?.key === key) return kept.made as T; // one kind is made in one place only
  const made = make();
  last.set(kind, { key, made });
  return made;
}

import { SurenetError } from "./surenet-error.ts";

/**
 * Refuses option names that nobody reads, naming the nearest one that exists.
 *
 * @throws SurenetError `E_OPTION`
 * @example checkOptions("Dropout", { rat: 0.5 }, ["rate", "rng"]) // Dropout: there is no option "rat"; expected one of rate, rng. Did you mean "rate"?
 */
export function checkOptions(where: string, options: object, known: readonly string[]): void {
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    const close = nearest(name, known);
    throw new SurenetError("E_OPTION", {
      where,
      problem: `there is no option ${JSON.stringify(name)}`,
      expected: known.length > 0 ? `one of ${known.join(", ")}` : "no options",
      fix: close === undefined ? "Remove it." : `Did you mean ${JSON.stringify(close)}?`,
    });
  }
}

/** The known name with the smallest edit distance, or undefined when none shares at least half of its letters. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best !== undefined && bestDistance <= Math.max(name.length, best.length) / 2 ? best : undefined;
}

/** Levenshtein distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

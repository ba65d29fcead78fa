/** The two files of an IDX dataset, by their names in a folder. */
export interface IdxPair {
  /** What stands before `images` and `labels`: `train-`, `t10k-`. */
  readonly prefix: string;
  readonly images?: string;
  readonly labels?: string;
}

const NAME = /^(.*?)(images|labels)\b.*idx\d.*$/i;

/**
 * Files whose names differ in `images` and `labels` only, such as `t10k-images-idx3-ubyte.gz` and `t10k-labels-idx1-ubyte.gz`, sorted by prefix.
 *
 * Where a file is there both plain and as gzip, the plain one counts.
 *
 * @example idxPairs(["a-images.idx3-ubyte", "a-labels.idx1-ubyte"]) // [{ prefix: "a-", images: "a-images.idx3-ubyte", labels: .. }]
 */
export function idxPairs(files: readonly string[]): IdxPair[] {
  const pairs = new Map<string, IdxPair>();
  const plainLast = files.toSorted((a, b) => Number(b.endsWith(".gz")) - Number(a.endsWith(".gz")));
  for (const file of plainLast) {
    const [, prefix, role] = NAME.exec(file) ?? [];
    if (prefix === undefined || role === undefined) continue;
    pairs.set(prefix, { ...pairs.get(prefix), prefix, [role.toLowerCase()]: file });
  }
  return [...pairs.values()].toSorted((a, b) => (a.prefix < b.prefix ? -1 : 1));
}

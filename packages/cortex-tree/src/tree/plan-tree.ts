import { invalidOption, nearest, shapeMismatch } from "@surenet/tensor-backend";
import type { BranchPlan, Fit, LeafPlan, RootPlan, TrunkPlan } from "./description.ts";

const WHERE = "NeuralTree";

/** Widths of what a tree has already, by key, for tasks that are added later. */
export interface KnownWidths {
  readonly roots: ReadonlyMap<string, number>;
  readonly trunks: ReadonlyMap<string, number>;
  readonly branches: ReadonlyMap<string, number>;
  readonly leaves: ReadonlySet<string>;
}

export const NOTHING_KNOWN: KnownWidths = { roots: new Map(), trunks: new Map(), branches: new Map(), leaves: new Set() };

export interface Plans {
  readonly roots: Readonly<Record<string, RootPlan>>;
  readonly trunks: Readonly<Record<string, TrunkPlan>>;
  readonly branches: Readonly<Record<string, BranchPlan>>;
  readonly leaves: Readonly<Record<string, LeafPlan>>;
}

/** Keys in an order in which each comes after what it reads, with the widths that come in. */
export interface CheckedPlan {
  readonly trunks: readonly (readonly [key: string, inDims: readonly number[]])[];
  readonly branches: readonly (readonly [key: string, inDim: number])[];
  readonly leaves: readonly (readonly [key: string, inDim: number])[];
}

/**
 * Checks a description as a whole, before anything of it is made: names, edges, cycles, widths.
 *
 * @throws SurenetError `E_OPTION` for a name given twice, a key that does not exist (with the nearest one), or a cycle; `E_SHAPE` for widths that do not fit; each names both ends
 */
export function planTree(plans: Plans, known: KnownWidths = NOTHING_KNOWN): CheckedPlan {
  checkNames(plans, known);
  const widths = new Map<string, number>([...known.roots, ...known.trunks, ...known.branches]);
  for (const [key, { outDim }] of Object.entries(plans.roots)) widths.set(key, outDim);
  const trunkSources = [...known.roots.keys(), ...known.trunks.keys(), ...Object.keys(plans.roots), ...Object.keys(plans.trunks)];
  const branchSources = [...known.trunks.keys(), ...known.branches.keys(), ...Object.keys(plans.trunks), ...Object.keys(plans.branches)];
  const leafSources = [...known.branches.keys(), ...Object.keys(plans.branches)];
  for (const [key, { from }] of Object.entries(plans.trunks)) checkSources(`trunks.${key}`, from, trunkSources, "a root or a trunk");
  for (const [key, { from }] of Object.entries(plans.branches))
    checkSources(`branches.${key}`, [from], branchSources, "a trunk or a branch");
  const roots = [...known.roots.keys(), ...Object.keys(plans.roots)];
  for (const [key, { from, rootKey }] of Object.entries(plans.leaves)) {
    checkSources(`leaves.${key}`, [from], leafSources, "a branch");
    if (rootKey !== undefined) checkSources(`leaves.${key}, rootKey`, [rootKey], roots, "a root");
  }

  const trunks = inOrder("trunks", plans.trunks, ({ from }) => from).map((key) => {
    const { from, fit } = plans.trunks[key] as TrunkPlan; // a key of the record
    const inDims = from.map((source) => widths.get(source) ?? NaN);
    widths.set(key, fitted(`trunks.${key}`, from, inDims, fit(inDims)));
    return [key, inDims] as const;
  });
  const branches = inOrder("branches", plans.branches, ({ from }) => [from]).map((key) => {
    const { from, fit } = plans.branches[key] as BranchPlan; // a key of the record
    const inDim = widths.get(from) ?? NaN;
    widths.set(key, fitted(`branches.${key}`, [from], [inDim], fit(inDim)));
    return [key, inDim] as const;
  });
  const leaves = Object.entries(plans.leaves).map(([key, { from, inDim: wanted }]) => {
    const inDim = widths.get(from) ?? NaN;
    if (wanted !== undefined)
      fitted(`leaves.${key}`, [from], [inDim], wanted === inDim ? { outDim: inDim } : { input: 0, expected: wanted });
    return [key, inDim] as const;
  });
  return { trunks, branches, leaves };
}

function checkNames({ roots, trunks, branches, leaves }: Plans, known: KnownWidths): void {
  const places = new Map<string, string>();
  const kinds = { roots: [...known.roots.keys()], trunks: [...known.trunks.keys()], branches: [...known.branches.keys()] };
  for (const [kind, keys] of Object.entries(kinds)) for (const key of keys) places.set(key, `${kind}.${key}`);
  for (const [kind, record] of Object.entries({ roots, trunks, branches })) {
    for (const key of Object.keys(record)) {
      refuseTwice(key, `${kind}.${key}`, places.get(key));
      places.set(key, `${kind}.${key}`);
    }
  }
  for (const key of Object.keys(leaves)) refuseTwice(key, `leaves.${key}`, known.leaves.has(key) ? `leaves.${key}` : undefined);
}

function refuseTwice(key: string, place: string, before: string | undefined): void {
  if (before === undefined) return;
  const where = before === place ? `${place}, which the tree has already` : `${before} and ${place}`;
  throw invalidOption({ where: WHERE, option: key, got: where, expected: "one node of a name", fix: "Rename one of them." });
}

function checkSources(reader: string, sources: readonly string[], known: readonly string[], kind: string): void {
  if (sources.length === 0) throw invalidOption({ where: WHERE, option: `${reader}.from`, got: sources, expected: `${kind} to read` });
  for (const source of sources) {
    if (known.includes(source)) continue;
    const close = nearest(source, known);
    throw invalidOption({
      where: WHERE,
      option: `${reader}.from`,
      got: source,
      expected: `${kind}: one of ${known.join(", ")}`,
      ...(close === undefined ? {} : { fix: `Did you mean ${JSON.stringify(close)}?` }),
    });
  }
}

/** Keys after the keys of the same record that they read. */
function inOrder<P>(kind: string, plans: Readonly<Record<string, P>>, sources: (plan: P) => readonly string[]): string[] {
  const done: string[] = [];
  const visit = (key: string, path: readonly string[]): void => {
    const plan = plans[key];
    if (plan === undefined || done.includes(key)) return;
    if (path.includes(key)) {
      const cycle = [...path.slice(path.indexOf(key)), key].map((name) => `${kind}.${name}`).join(" reads ");
      throw invalidOption({ where: WHERE, option: `${kind}.${key}.from`, got: cycle, expected: "no cycle" });
    }
    for (const source of sources(plan)) visit(source, [...path, key]);
    done.push(key);
  };
  for (const key of Object.keys(plans)) visit(key, []);
  return done;
}

function fitted(reader: string, from: readonly string[], inDims: readonly number[], fit: Fit): number {
  if ("outDim" in fit) return fit.outDim;
  throw shapeMismatch({
    where: WHERE,
    problem: `${reader} does not fit ${from[fit.input]}, which it reads`,
    expected: `features of width ${fit.expected}`,
    got: inDims[fit.input],
  });
}

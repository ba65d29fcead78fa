import type { CertifiedFiles } from "@surenet/checker";
import type { Rng } from "@surenet/tensor-backend";
import { parse, sealed } from "./forge.ts";

export interface Damaged {
  readonly damage: string;
  readonly files: CertifiedFiles;
}

const NAMES = ["model", "weights", "ledger"] as const;

/** Flips, removes, repeats or replaces bytes of one file. */
export function damaged(files: CertifiedFiles, rng: Rng): Damaged {
  const name = pick(NAMES, rng);
  const bytes = files[name];
  const at = below(bytes.length, rng);
  const length = 1 + below(16, rng);
  const kinds = {
    flip: (): Uint8Array => bytes.map((byte, i) => (i === at ? byte ^ (1 << below(8, rng)) : byte)),
    cut: (): Uint8Array => bytes.slice(0, at),
    remove: (): Uint8Array => Uint8Array.from([...bytes.slice(0, at), ...bytes.slice(at + length)]),
    repeat: (): Uint8Array => Uint8Array.from([...bytes.slice(0, at + length), ...bytes.slice(at)]),
    noise: (): Uint8Array => bytes.map((byte, i) => (i >= at && i < at + length ? below(256, rng) : byte)),
  };
  const kind = pick(Object.keys(kinds) as (keyof typeof kinds)[], rng);
  return { damage: `${kind} ${length} bytes of ${name} at ${at}`, files: { ...files, [name]: kinds[kind]() } };
}

const STRANGE: readonly unknown[] = [
  null,
  true,
  "",
  "NaN",
  "constructor",
  "__proto__",
  [],
  {},
  -1,
  0,
  0.5,
  1e308,
  -1e308,
  2 ** 31,
  2 ** 53,
  1e-320,
  [[[[]]]],
  { op: "dense" },
];

/** Changes one to three places of the JSON of the model or the ledger, and makes the hashes right again. */
export async function anyDamage(files: CertifiedFiles, rng: Rng): Promise<Damaged> {
  const trees = { model: parse(files.model), ledger: parse(files.ledger) };
  const name = pick(["model", "ledger"] as const, rng);
  const changes: string[] = [];
  for (let k = 1 + below(3, rng); k > 0; k--) changes.push(changeOne(trees[name], rng));
  return { damage: `${name}: ${changes.join("; ")}`, files: sealed(files, trees.model, trees.ledger) };
}

type Container = Record<string, unknown> | unknown[];

/** @returns what was changed */
function changeOne(tree: unknown, rng: Rng): string {
  const places: { node: Container; key: string }[] = [];
  const walk = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    for (const key of Object.keys(node)) {
      places.push({ node: node as Container, key });
      walk((node as Record<string, unknown>)[key]);
    }
  };
  walk(tree);
  if (places.length === 0) return "nothing left to change";
  const { node, key } = pick(places, rng);
  const record = node as Record<string, unknown>;
  const value = record[key];
  const choice = below(5, rng);
  if (choice === 0) {
    if (Array.isArray(node)) node.splice(Number(key), 1);
    else delete record[key];
    return `without ${key}`;
  }
  if (choice === 1 && Array.isArray(node)) {
    node.splice(Number(key), 0, structuredClone(value));
    return `twice ${key}`;
  }
  const next = typeof value === "number" && choice < 4 ? value * (1 + (below(2001, rng) - 1000) * 1e-3) : pick(STRANGE, rng);
  record[key] = structuredClone(next);
  return `${key} = ${JSON.stringify(next)}`.slice(0, 80);
}

function pick<T>(values: readonly T[], rng: Rng): T {
  const chosen = values[below(values.length, rng)];
  if (chosen === undefined) throw new RangeError("nothing to pick from");
  return chosen;
}

function below(count: number, rng: Rng): number {
  return Math.min(count - 1, Math.floor((rng.values.uniform(1)[0] ?? 0) * count));
}

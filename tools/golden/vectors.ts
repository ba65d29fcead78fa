import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

/** A tensor as the files hold it. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly dtype?: string;
  readonly data: readonly (number | "NaN" | "Infinity" | "-Infinity")[];
}

/** One row of a golden file: what went in, and what came out of the system that is followed. */
export interface GoldenCase {
  readonly name?: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly inputs: Readonly<Record<string, StoredTensor>>;
  readonly expect: Readonly<Record<string, StoredTensor>>;
  readonly tolerance: number;
  readonly [extra: string]: unknown;
}

/** The file `<folder>/<package>/<subject>.json`. */
export interface GoldenFile {
  /** `<package>/<subject>` */
  readonly subject: string;
  readonly source: string;
  readonly cases: readonly GoldenCase[];
}

/** Fields of a case that inform a reader and are not checked. */
const INFORMATION = new Set(["brainpy", "brainpy_loss", "deviation", "source", "note", "computedFrom"]);
const STRUCTURE = new Set(["name", "params", "inputs", "expect", "tolerance"]);

/** Everything of a case beside its structure that has to be reproduced, such as an iteration count. */
export function extras(golden: GoldenCase): [string, unknown][] {
  return Object.entries(golden).filter(([field]) => !STRUCTURE.has(field) && !INFORMATION.has(field) && !field.startsWith("upstream."));
}

/** The golden files of a folder, or of one package or subject of it, in alphabetical order. */
export function readGolden(folder: string, only = ""): GoldenFile[] {
  const files = walk(folder).filter((subject) => subject === only || only === "" || subject.startsWith(`${only}/`));
  return files.map((subject) => {
    const { source, cases } = JSON.parse(readFileSync(path.join(folder, `${subject}.json`), "utf8"));
    return { subject, source, cases: cases.map((golden: object) => ({ inputs: {}, ...golden })) }; // rows of errors.json have no tensors
  });
}

function walk(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => statSync(path.join(folder, name)).isDirectory())
    .flatMap((name) =>
      readdirSync(path.join(folder, name))
        .filter((file) => file.endsWith(".json"))
        .map((file) => `${name}/${file.slice(0, -".json".length)}`),
    )
    .sort();
}

export function numbers(stored: StoredTensor): Float64Array {
  return Float64Array.from(stored.data, Number);
}

const MADE_IN_FLOAT64 = ["spiking/", "cortex-tree/", "bayes-losses/"];

/** How far a case's numbers may be off: where the vectors were made in float64 a float32 engine has its own rounding. */
export function toleranceOf(subject: string, { tolerance }: GoldenCase): number {
  return MADE_IN_FLOAT64.some((start) => subject.startsWith(start)) ? Math.max(tolerance, 1e-5) : tolerance;
}

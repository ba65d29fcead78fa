import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Report } from "./acceptance.ts";
import { surenet } from "./command.ts";
import { digits, inTemporaryFolder } from "./paths.ts";

/** The part of a run's report that acceptances read. */
export interface DigitsRun {
  readonly accuracy: number;
  readonly meanRadius: number;
  readonly certifiedAccuracy: Readonly<Record<string, number>>;
  readonly engine: string;
  readonly msPerStep: number;
  readonly lipschitzBound: number;
  readonly seed: number;
  readonly versions: object;
}

/** What the mean over the seeds must reach. */
export interface DigitsBounds {
  readonly accuracy: number;
  readonly certifiedAccuracy: Readonly<Record<string, number>>;
  readonly meanRadius?: number;
}

export interface DigitsTraining {
  readonly name: string;
  /** Options of `surenet train` beside the data, the seed and the engine. */
  readonly options: readonly string[];
  readonly bounds: DigitsBounds;
  /** Longest time of a run, the whole process. */
  readonly seconds: number;
}

const SEEDS = [0, 1, 2];

/** Trains on the first 8,000 real digits with three seeds, certifies the last 2,000, and compares the means with their bounds. */
export async function trainDigits(
  report: Report,
  { name, options, bounds, seconds: longest }: DigitsTraining,
): Promise<readonly DigitsRun[]> {
  const runs = await inTemporaryFolder(async (folder) => {
    const all: DigitsRun[] = [];
    for (const seed of SEEDS) {
      const file = path.join(folder, `report-${seed}.json`);
      const places = ["--json", file, "--out", path.join(folder, `run-${seed}`)];
      const words = ["train", "--data", digits, "--holdout", "last:2000", "--seed", String(seed), "--engine", "wasm", ...places];
      const { code, stderr, seconds } = await surenet([...words, ...options]);
      report.check(`${name}, seed ${seed}: exit code`, code === 0, code === 0 ? "0" : stderr.slice(-400));
      report.atMost(`${name}, seed ${seed}: seconds of the whole run`, seconds, longest);
      all.push(JSON.parse(await readFile(file, "utf8")) as DigitsRun);
    }
    return all;
  });
  const mean = (value: (run: DigitsRun) => number): number => runs.reduce((total, run) => total + value(run), 0) / runs.length;
  report.atLeast(`${name}: accuracy`, mean((run) => run.accuracy), bounds.accuracy); // prettier-ignore
  for (const [epsilon, bound] of Object.entries(bounds.certifiedAccuracy).sort(([a], [b]) => Number(a) - Number(b))) {
    report.atLeast(`${name}: certified accuracy at ${epsilon}`, mean((run) => run.certifiedAccuracy[epsilon] ?? NaN), bound); // prettier-ignore
  }
  const radius = mean((run) => run.meanRadius);
  if (bounds.meanRadius === undefined) report.note(`${name}: mean radius ${radius.toFixed(3)}`);
  else report.atLeast(`${name}: mean radius`, radius, bounds.meanRadius);
  return runs;
}

import { existsSync } from "node:fs";
import { type ArrayDataset, generate, generators, type Statistics } from "@surenet/data";
import { loadDataset } from "@surenet/data/node";
import { type Rng, SurenetError, invalidOption, nearest } from "@surenet/tensor-backend";
import type { Terminal } from "../terminal.ts";

export interface DataOptions {
  /** A generator's name, or a path. */
  readonly data: string;
  readonly samples?: number | undefined;
  readonly label?: string | undefined;
  readonly header?: string | undefined;
  readonly missing?: string | undefined;
}

const GENERATED_SAMPLES = 2000;

/** Data sets by a generator's name or from a path; classification only. */
export async function loadData(terminal: Terminal, { data, samples, label, header, missing }: DataOptions, rng: Rng): Promise<ArrayDataset> {
  if (data in generators) return generate(data, samples ?? GENERATED_SAMPLES, rng);
  const path = terminal.resolve(data);
  if (!existsSync(path)) throw noSuchData(data);
  const loaded = await loadDataset(path, {
    ...(label === undefined ? {} : { label: /^\d+$/.test(label) ? Number(label) : label }),
    ...(header === undefined || header === "auto" ? {} : { header: header === "true" }),
    ...(missing === undefined ? {} : { missing: missing as "error" | "mean" }),
    task: "classification",
    signal: terminal.signal,
  });
  return samples === undefined ? loaded : loaded.take(samples);
}

export interface Split {
  readonly train: ArrayDataset;
  readonly test: ArrayDataset;
}

/** `0.2` holds out that share at random, `last:2000` the last samples as they lie. */
export function splitData(data: ArrayDataset, holdout: string, rng: Rng): Split {
  const last = /^last:(\d+)$/.exec(holdout);
  if (last !== null) return data.split({ holdout: { last: Number(last[1]) } });
  const share = Number(holdout);
  if (!(share > 0 && share < 1)) {
    throw invalidOption({ where: "train", option: "--holdout", got: holdout, expected: "a share such as 0.2, or last:<count>" });
  }
  return data.split({ holdout: share, rng });
}

/** Both parts in units of the training part's standard deviations. */
export function standardiseSplit({ train, test }: Split): Split & { statistics: Statistics } {
  const { dataset, statistics } = train.standardise();
  return { train: dataset, test: test.standardise(statistics).dataset, statistics };
}

function noSuchData(data: string): SurenetError {
  const names = Object.keys(generators);
  const close = nearest(data, names);
  return new SurenetError("E_FILE", {
    where: data,
    problem: "there is no such file or folder, and no generator of this name",
    expected: `a path, or one of ${names.join(", ")}`,
    ...(close === undefined ? {} : { fix: `Did you mean ${close}?` }),
  });
}

import { existsSync } from "node:fs";
import { type ArrayDataset, generate, generators } from "@surenet/data";
import { type LoadOptions, loadDataset } from "@surenet/data/node";
import { type Rng, SurenetError, nearest } from "@surenet/tensor-backend";
import { missingOption } from "../arguments/wrong-option.ts";

/** The options of every command that say where data come from. */
export interface DataOptions {
  /** A generator's name, or a path. */
  readonly data: string | undefined;
  readonly samples: number | undefined;
  readonly label: string | undefined;
  readonly header: string;
  readonly missing: "error" | "mean";
}

export interface Loading extends Pick<LoadOptions, "classes" | "classNames" | "onlyFeatures"> {
  /** The command, for messages. */
  readonly command: string;
  /** What a generator draws from. */
  readonly rng: Rng;
  readonly signal: AbortSignal;
}

const GENERATED_SAMPLES = 2000;

/** Data sets by a generator's name or from a path; classification only. */
export async function loadData({ data, samples, label, header, missing }: DataOptions, loading: Loading): Promise<ArrayDataset> {
  const { command, rng, ...reading } = loading;
  if (data === undefined) throw missingOption(command, "data", "a path or a generator");
  if (Object.hasOwn(generators, data)) return generate(data, samples ?? GENERATED_SAMPLES, rng);
  if (!existsSync(data) && /^\w+$/.test(data)) throw noSuchData(data); // for what looks like a path, the reader names the nearest file
  const loaded = await loadDataset(data, {
    label: label !== undefined && /^\d+$/.test(label) ? Number(label) : label,
    header: header === "auto" ? "auto" : header === "true",
    missing,
    task: "classification",
    ...reading,
  });
  return samples === undefined ? loaded : loaded.take(samples);
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

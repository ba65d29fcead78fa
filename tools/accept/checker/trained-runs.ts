import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type CertifiedFiles } from "@surenet/checker";
import type { Report } from "../acceptance.ts";
import { surenet } from "../command.ts";
import { digits, need } from "../paths.ts";

/** The networks that the issue names, by the options of `surenet train`. */
export const NETWORKS = {
  mlp: ["--hidden", "256,256"],
  deep: ["--hidden", "256,256,256,256,256,256"],
  patch: ["--arch", "patch"],
} as const;
export type NetworkName = keyof typeof NETWORKS;

let folder: string | undefined;

/** A run trained on the first 8,000 digits with seed 0, certified on the last 2,000; trained once a process. `SURENET_ACCEPT_RUNS` names a folder that has them already. */
export async function trainedRun(report: Report, name: NetworkName): Promise<string> {
  need(digits);
  const given = process.env["SURENET_ACCEPT_RUNS"];
  if (given !== undefined && existsSync(path.join(given, name, "report.json"))) {
    report.note(`${name}: the run in ${given}, trained before`);
    return path.join(given, name);
  }
  folder ??= temporaryFolder();
  const run = path.join(folder, name);
  if (existsSync(path.join(run, "report.json"))) return run;
  const words = ["train", "--data", digits, "--holdout", "last:2000", "--seed", "0", "--engine", "wasm", "--eps", "0.5,1", "--quiet"];
  const { code, stderr, seconds } = await surenet([...words, "--out", run, ...NETWORKS[name]]);
  report.check(`${name}: training`, code === 0, code === 0 ? `${seconds.toFixed(0)} s` : stderr.slice(-400));
  return run;
}

function temporaryFolder(): string {
  const made = mkdtempSync(path.join(tmpdir(), "surenet-accept-checker-"));
  process.on("exit", () => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** The exported certificate of a run. */
export async function certifiedFiles(run: string): Promise<CertifiedFiles> {
  const read = (name: string): Promise<Uint8Array> => readFile(path.join(run, "certified", name));
  return { model: await read("model.json"), weights: await read("model.bin"), ledger: await read("ledger.json") };
}

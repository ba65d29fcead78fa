#!/usr/bin/env node
/// <reference types="node" />
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { type Label, RADIUS_NAMES } from "../arithmetic/labels.ts";
import { checkCertificate, type CheckedCertificate, type CheckedModel } from "../check.ts";
import { Refusal } from "../files/refusal.ts";
import { readInputs } from "./read-inputs.ts";

const USAGE = `usage: npx @surenet/checker <run or certified folder> [--data <images, npy or folder>] [--last n] [--eps 0.5,1] [--json file]

Proves every claim of the folder's ledger for the weights that lie beside it, in plain float64, and believes nothing else in it.
With --data it certifies every input, counts by radius and arithmetic, and compares with what the ledger claims of them.
Exit code 0: all claims hold. 1: refused, with the reason. 2: wrong words.`;

process.exitCode = await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        data: { type: "string" },
        last: { type: "string" },
        eps: { type: "string" },
        json: { type: "string" },
        help: { type: "boolean" },
      },
    });
    const [folder, ...more] = positionals;
    if (values.help === true || folder === undefined || more.length > 0) return usage(values.help === true ? 0 : 2);
    const epsilons = (values.eps ?? "0.1,0.25,0.5,1").split(",").map(Number);
    const last = values.last === undefined ? undefined : Number(values.last);
    if (!epsilons.every((epsilon) => epsilon > 0) || !(last === undefined || (Number.isInteger(last) && last > 0))) return usage(2);
    await check(folder, { data: values.data, last, epsilons, json: values.json });
    return 0;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const isWords = "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
    if (!isWords && !(error instanceof Refusal) && !("code" in error)) throw error;
    process.stderr.write(`${error instanceof Refusal ? "REFUSED " : ""}${error.message}\n`);
    return isWords ? usage(2) : 1;
  }
}

function usage(code: number): number {
  (code === 0 ? process.stdout : process.stderr).write(`${USAGE}\n`);
  return code;
}

interface Wanted {
  readonly data: string | undefined;
  readonly last: number | undefined;
  readonly epsilons: readonly number[];
  readonly json: string | undefined;
}

async function check(folder: string, { data, last, epsilons, json }: Wanted): Promise<void> {
  const place = existsSync(path.join(folder, "certified")) ? path.join(folder, "certified") : folder;
  const file = (name: string): Promise<Uint8Array> => readFile(path.join(place, name));
  const started = performance.now();
  const files = { model: await file("model.json"), weights: await file("model.bin"), ledger: await file("ledger.json") };
  const checked = await checkCertificate(files);
  say(`${place}: all claims hold   Lipschitz bound ${checked.bound}   ${seconds(started)} s`);
  if (data === undefined) return;
  const size = checked.inputShape.reduce((product, side) => product * side, 1);
  const inputs = await readInputs(data, { scale: checked.integerScale, size });
  const from = last === undefined ? 0 : Math.max(0, inputs.samples.length - last);
  const samples = inputs.samples.slice(from);
  const begun = performance.now();
  const certificates: (CheckedCertificate & { isRecorded: boolean })[] = [];
  for (const sample of samples) certificates.push(await checked.compare(sample));
  const recorded = certificates.filter(({ isRecorded }) => isRecorded).length;
  say(`${samples.length} inputs in ${seconds(begun)} s; the ledger claims radii of ${recorded} of them, and all hold`);
  table(checked, { certificates, labels: inputs.labels?.slice(from), epsilons });
  if (json !== undefined) await writeFile(json, `${JSON.stringify({ bound: checked.bound, label: checked.label, certificates })}\n`);
}

interface Counted {
  readonly certificates: readonly CheckedCertificate[];
  readonly labels: readonly number[] | undefined;
  readonly epsilons: readonly number[];
}

/** How many inputs (right ones, where labels are known) are certified at each radius, a line for each arithmetic. */
function table({ label }: CheckedModel, { certificates, labels, epsilons }: Counted): void {
  const right = certificates.filter(({ predicted }, i) => labels === undefined || labels[i] === predicted);
  if (labels !== undefined) say(`${right.length} of ${certificates.length} classes are right`);
  say(["certified at".padEnd(16), ...epsilons.map((epsilon) => String(epsilon).padStart(8))].join(""));
  for (const name of Object.keys(RADIUS_NAMES) as Label[]) {
    const counts = epsilons.map((epsilon) => right.filter(({ radius }) => radius[RADIUS_NAMES[name]] >= epsilon).length);
    say([name.padEnd(16), ...counts.map((count) => String(count).padStart(8)), name === label ? "   claimed" : ""].join(""));
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(2);
}

// npm run golden -- <folder> [package[/subject]] [--deviations]
import path from "node:path";
import { initBackend } from "@surenet/tensor-backend";
import { type CaseResult, runFile } from "./run.ts";
import { readGolden } from "./vectors.ts";

const words = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const [folder, only] = words;
if (folder === undefined) {
  console.error("usage: npm run golden -- <folder> [package[/subject]] [--deviations]");
  process.exit(2);
}
await initBackend({ prefer: ["wasm"] });
const files = readGolden(path.resolve(process.env["SURENET_CWD"] ?? ".", folder), only);
const results: CaseResult[] = [];
for (const file of files) {
  const own = await runFile(file);
  results.push(...own);
  console.log(`${file.subject.padEnd(36)} ${tally(own)}`);
  for (const { name, outcome } of own) if (outcome.kind === "failed") console.log(`    ${name}: ${outcome.why}`);
}
if (process.argv.includes("--deviations")) printDeviations(results);
if (results.length === 0) console.log(`no golden file matches ${only ?? folder}`);
console.log(tally(results));
process.exitCode = results.length === 0 || results.some(({ outcome }) => outcome.kind === "failed") ? 1 : 0;

function tally(some: readonly CaseResult[]): string {
  const count = (kind: string): number => some.filter(({ outcome }) => outcome.kind === kind).length;
  return `${count("passed")} passed, ${count("failed")} failed, ${count("deviates")} deviate`;
}

function printDeviations(all: readonly CaseResult[]): void {
  const counts = new Map<string, number>();
  for (const { outcome } of all)
    if (outcome.kind === "deviates") for (const reason of outcome.reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  for (const [reason, count] of counts) console.log(`${String(count).padStart(5)}  ${reason}`);
}

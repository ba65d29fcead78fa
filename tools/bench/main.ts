// npm run bench -- [--peer torch|stock|native|jax-js ...] [--threads 1] [--rounds 21] [--json file] [words of a subject's name]
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { type Comparison, compareSides, type Times } from "./compare-sides.ts";
import { startSide } from "./start-side.ts";
import { subjects } from "./subjects.ts";

const { values, positionals } = parseArgs({
  options: {
    peer: { type: "string", multiple: true, default: ["stock"] },
    threads: { type: "string", default: "1" },
    rounds: { type: "string", default: "21" },
    json: { type: "string", default: path.join(".cache", "bench", "latest.json") },
  },
  allowPositionals: true,
});
const wanted = positionals.join(" ");
const chosen = subjects.filter(({ name }) => name.includes(wanted));
if (chosen.length === 0) {
  console.error(`no subject contains "${wanted}"; there are:\n${subjects.map(({ name }) => `  ${name}`).join("\n")}`);
  process.exit(2);
}
const sides = ["ours", ...values.peer].map((name) => startSide(name, { threads: Number(values.threads) }));
const results: Comparison[] = [];
console.log(
  ["median ms".padEnd(46), ...sides.map(({ name }) => name.padStart(24)), ...values.peer.map((name) => `${name}/ours`.padStart(12))].join(
    "",
  ),
);
try {
  for (const subject of chosen) {
    const comparison = await compareSides(subject, sides, Number(values.rounds));
    results.push(comparison);
    console.log(row(comparison));
  }
} finally {
  for (const side of sides) side.stop();
}
await mkdir(path.dirname(values.json), { recursive: true });
await writeFile(values.json, `${JSON.stringify({ node: process.versions.node, threads: values.threads, results }, null, 2)}\n`);
console.log(`wrote ${values.json}`);

function row({ subject, sides: measured }: Comparison): string {
  const ours = measured["ours"];
  const cell = (times: Times | string | undefined): string =>
    (typeof times === "object" ? `${times.median.toFixed(2)} (${times.low.toFixed(2)}-${times.high.toFixed(2)})` : "cannot").padStart(24);
  const ratio = (times: Times | string | undefined): string =>
    (typeof times === "object" && typeof ours === "object" ? (times.median / ours.median).toFixed(2) : "-").padStart(12);
  return [subject.padEnd(46), ...Object.values(measured).map(cell), ...values.peer.map((name) => ratio(measured[name]))].join("");
}

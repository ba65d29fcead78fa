import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { loadDataset } from "@surenet/data/node";
import { inChromium } from "../../conformance/chromium-page.ts";
import { engineEnvironment } from "../../conformance/engine-environment.ts";
import type { Acceptance, Report } from "../acceptance.ts";
import { runCommand } from "../command.ts";
import { digits, inTemporaryFolder, root } from "../paths.ts";
import type * as Attack from "./attack-engine.ts";
import type { AttackFound, AttackRequest } from "./attack-engine.ts";
import { trainedRun } from "./trained-runs.ts";

const POINTS = 20_000;
const DIGITS = 2000;
const FILES = ["model.json", "model.safetensors", "certified/model.json", "certified/model.bin", "certified/ledger.json"];

/** Inputs that look for the rounding of every engine, within the radius that its label promises and within the one on paper. */
export const attackLabels: Acceptance = {
  id: "checker/2",
  about: `attack: ${POINTS} float32 points at the boundary on each engine, no flip within the label's radius, some within the real one`,
  async run(report) {
    const run = await trainedRun(report, "mlp");
    const test = (await loadDataset(digits)).slice(-DIGITS);
    const rows = Array.from({ length: DIGITS }, (_, i) => Array.from(test.sample(i).input));
    const files = Object.fromEntries(await Promise.all(FILES.map(async (name) => [name, (await readFile(path.join(run, name))).toString("base64")] as const))); // prettier-ignore
    const request = { files, shape: test.inputShape, digits: rows, points: POINTS };
    for (const engine of ["wasm", "cpu", "node"] as const) show(report, engine, await inProcess({ ...request, engine }));
    show(report, "webgpu in Chromium", await inPage({ ...request, engine: "webgpu" }));
  },
};

function inProcess(request: AttackRequest): Promise<AttackFound> {
  return inTemporaryFolder(async (folder) => {
    const file = path.join(folder, "request.json");
    await writeFile(file, JSON.stringify(request));
    const script = path.join(root, "tools/accept/checker/attack-process.ts");
    const { code, stdout, stderr } = await runCommand(process.execPath, ["--conditions=@surenet/source", script, file], { env: engineEnvironment(request.engine) }); // prettier-ignore
    if (code !== 0) throw new Error(`${request.engine}: ${stderr.slice(-600)}`);
    return JSON.parse(stdout) as AttackFound;
  });
}

function inPage(request: AttackRequest): Promise<AttackFound> {
  return inChromium((page) =>
    page.evaluate(async (given): Promise<AttackFound> => {
      const file = "/tools/accept/checker/attack-engine.ts";
      const { attackEngine } = (await import(file)) as typeof Attack;
      return attackEngine(given);
    }, request),
  );
}

function show(report: Report, engine: string, { label, centres, labelled, slackless }: AttackFound): void {
  const wanted = engine.startsWith("webgpu") ? "f32-any-round" : "f32-ieee";
  report.check(
    `${engine}: the label in force`,
    label === wanted,
    `${label}; ${centres} centres, tight digits and points near their boundaries`,
  );
  report.atLeast(`${engine}: points within the label's radius`, labelled.points, POINTS);
  report.check(`${engine}: flips within the label's radius`, labelled.flips === 0, `${labelled.flips}; points up to ${labelled.tightest} of the radius`); // prettier-ignore
  report.check(`${engine}: the same search within the real radius finds a flip`, slackless.flips > 0 && slackless.points <= 1000, `${slackless.flips} among the first ${slackless.points} points`); // prettier-ignore
}

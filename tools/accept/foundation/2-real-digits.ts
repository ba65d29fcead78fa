import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Acceptance, Report } from "../acceptance.ts";
import { surenet } from "../command.ts";
import { digits, inTemporaryFolder, need } from "../paths.ts";

interface RunReport {
  readonly accuracy: number;
  readonly meanRadius: number;
  readonly certifiedAccuracy: Readonly<Record<string, number>>;
  readonly engine: string;
  readonly msPerStep: number;
  readonly lipschitzBound: number;
  readonly seed: number;
  readonly versions: object;
}

interface Bounds {
  readonly accuracy: number;
  readonly certifiedAccuracy: Readonly<Record<string, number>>;
  readonly meanRadius: number;
}

const SEEDS = [0, 1, 2];
const DEFAULT: Bounds = { accuracy: 0.975, certifiedAccuracy: { "0.1": 0.969, "0.25": 0.959, "0.5": 0.935, "1": 0.825 }, meanRadius: 1.6 };
/** deel-torchlip 1.0.5 on the same split, HKR with margin 2. */
const TORCHLIP: Bounds = {
  accuracy: 0.9705,
  certifiedAccuracy: { "0.1": 0.964, "0.25": 0.9515, "0.5": 0.9125, "1": 0.7735 },
  meanRadius: 1.46,
};

/** The main job on the 10,000 real digits, mean of three seeds. */
export const realDigits: Acceptance = {
  id: "foundation/2",
  about: "real digits: accuracy, certified accuracy and radius of the defaults, and of HKR against torchlip's figures",
  async run(report) {
    need(digits);
    await showLoss(report, "certified-ce (default)", [], DEFAULT);
    await showLoss(report, "hkr, alpha 0.98, margin 2", ["--loss", "hkr", "--alpha", "0.98", "--margin", "2"], TORCHLIP);
  },
};

async function showLoss(report: Report, name: string, options: readonly string[], bounds: Bounds): Promise<void> {
  const runs = await inTemporaryFolder(async (folder) => {
    const all: RunReport[] = [];
    for (const seed of SEEDS) {
      const file = path.join(folder, `report-${seed}.json`);
      const words = [
        "train",
        "--data",
        digits,
        "--holdout",
        "last:2000",
        "--seed",
        String(seed),
        "--engine",
        "wasm",
        "--json",
        file,
        "--out",
        path.join(folder, `run-${seed}`),
      ];
      const { code, stderr, seconds } = await surenet([...words, ...options]);
      report.check(`${name}, seed ${seed}: exit code`, code === 0, code === 0 ? "0" : stderr.slice(-400));
      report.atMost(`${name}, seed ${seed}: seconds of the whole run`, seconds, 180);
      all.push(JSON.parse(await readFile(file, "utf8")) as RunReport);
    }
    return all;
  });
  const mean = (value: (run: RunReport) => number): number => runs.reduce((total, run) => total + value(run), 0) / runs.length;
  report.atLeast(
    `${name}: accuracy`,
    mean((run) => run.accuracy),
    bounds.accuracy,
  );
  for (const [epsilon, bound] of Object.entries(bounds.certifiedAccuracy).sort(([a], [b]) => Number(a) - Number(b))) {
    report.atLeast(
      `${name}: certified accuracy at ${epsilon}`,
      mean((run) => run.certifiedAccuracy[epsilon] ?? NaN),
      bound,
    );
  }
  report.atLeast(
    `${name}: mean radius`,
    mean((run) => run.meanRadius),
    bounds.meanRadius,
  );
  const [first] = runs;
  const complete =
    first !== undefined &&
    first.engine === "wasm" &&
    first.msPerStep > 0 &&
    first.lipschitzBound >= 1 - 1e-3 &&
    first.seed === 0 &&
    Object.keys(first.versions).length > 0;
  report.check(
    `${name}: the report is complete`,
    complete,
    `engine ${first?.engine}, ${first?.msPerStep.toFixed(1)} ms/step, Lipschitz bound ${first?.lipschitzBound}`,
  );
}

import { engine } from "@tensorflow/tfjs-core";
import { loadDataset } from "@surenet/data/node";
import { createRng, initBackend } from "@surenet/tensor-backend";
import type { Acceptance, Report } from "../acceptance.ts";
import { digits, need } from "../paths.ts";
import { type DigitFigures, RECIPE, digitInputs, figuresOf, temperedFigures, trainDigits } from "./digits-table.ts";

const SEEDS = [1, 2, 3];
const COLUMNS = ["accuracy", "nll", "ece", "brier", "removed", "noise", "rotated"] as const;

/** Four networks of 256 hidden units on the same digits: two variational ones, their deterministic twin, and the twin with a fitted temperature. */
export const bayesDigits: Acceptance = {
  id: "bayes/5",
  about: "real digits, 8000 to train and 2000 to test, three seeds: variational 784-256-10 beside its twin of points, plain and tempered",
  async run(report) {
    await initBackend({ prefer: ["wasm"] });
    const data = await loadDataset(need(digits));
    const [train, test] = [data.slice(0, data.size - 2000), data.slice(data.size - 2000)];
    const inputs = await digitInputs(test);
    const runs: Record<"sampled" | "reduced" | "points" | "tempered", DigitFigures[]> = {
      sampled: [],
      reduced: [],
      points: [],
      tempered: [],
    };
    report.note(
      `KL weight ${RECIPE.klWeight} / ${train.size}: a cold posterior; prior deviation ${RECIPE.priorScale}, ${RECIPE.epochs} epochs`,
    );
    for (const seed of SEEDS) {
      for (const kind of ["sampled", "reduced", "points"] as const) {
        engine().startScope();
        const model = await trainDigits(kind, train, seed);
        runs[kind].push(await figuresOf(model, inputs, createRng(seed).fork("predict")));
        if (kind === "points") {
          const { figures, temperature } = await temperedFigures(model, inputs);
          runs.tempered.push(figures);
          report.note(
            `seed ${seed}: the twin's temperature is ${temperature.toFixed(2)}, fitted on one half of the test digits and scored on the other`,
          );
        }
        model.dispose();
        engine().endScope();
      }
    }
    for (const [name, list] of Object.entries(runs)) report.note(row(name, list));
    bounds(report, runs);
    beyond(report, runs);
  },
};

function row(name: string, list: readonly DigitFigures[]): string {
  return [name.padEnd(9), ...COLUMNS.map((column) => `${column} ${list.map((run) => run[column].toFixed(4)).join("/")}`)].join("  ");
}

function mean(list: readonly DigitFigures[], column: (typeof COLUMNS)[number]): number {
  return list.reduce((sum, run) => sum + run[column], 0) / list.length;
}

function bounds(
  report: Report,
  { sampled, reduced, points }: Readonly<Record<"sampled" | "reduced" | "points", readonly DigitFigures[]>>,
): void {
  report.atLeast("variational: accuracy", mean(sampled, "accuracy"), 0.965);
  report.atMost("variational: NLL", mean(sampled, "nll"), 0.115);
  report.atMost("variational: ECE", mean(sampled, "ece"), 0.015);
  report.atLeast("variational: errors removed by abstaining on a tenth", mean(sampled, "removed"), 0.7);
  report.atLeast("variational: AUROC of the entropy, noise", mean(sampled, "noise"), 0.98);
  report.atLeast("variational: AUROC of the entropy, rotated digits", mean(sampled, "rotated"), 0.915);
  report.atMost("variational: NLL below the twin without temperature", mean(sampled, "nll") - mean(points, "nll"), -0.02);
  report.atLeast("variance-reduced: accuracy", mean(reduced, "accuracy"), 0.97);
  report.atMost("variance-reduced: NLL", mean(reduced, "nll"), 0.1);
}

/** The goal beyond the bounds: better than the tempered twin in likelihood, abstention and detection at once, the worst seed against the twin's best. */
function beyond(report: Report, { reduced, tempered }: Readonly<Record<"reduced" | "tempered", readonly DigitFigures[]>>): void {
  const clear = (column: (typeof COLUMNS)[number], sign: 1 | -1): boolean =>
    Math.min(...reduced.map((run) => sign * run[column])) > Math.max(...tempered.map((run) => sign * run[column]));
  const parts = [["nll", -1], ["removed", 1], ["noise", 1], ["rotated", 1]] as const; // prettier-ignore
  const words = parts.map(([column, sign]) => `${column} ${mean(reduced, column).toFixed(4)} against ${mean(tempered, column).toFixed(4)}${clear(column, sign) ? ", every seed" : ""}`); // prettier-ignore
  report.note(`the variance-reduced network against the tempered twin: ${words.join("; ")}`);
}

import type { ArrayDataset } from "@surenet/data";
import { createRng } from "@surenet/tensor-backend";
import type { Report } from "../acceptance.ts";
import { trainFamilies } from "./leaf-families.ts";

const SEEDS = [1, 2, 3];
const EPOCHS = 8;

/**
 * A plain, a Bayesian, a spiking and a certified leaf, trained together on one tree of real digits: what each gives beyond an answer.
 *
 * Accuracies are means of three seeds; what abstaining from the tenth with the highest entropy gains, and how few spikes are fired, holds for the worst of them.
 */
export async function familyDigits(report: Report, data: { readonly train: ArrayDataset; readonly test: ArrayDataset }): Promise<void> {
  const runs: Record<string, Record<string, number>>[] = [];
  for (const seed of SEEDS) {
    const { tree, figures } = await trainFamilies(data, { epochs: EPOCHS, rng: createRng(seed) });
    tree.dispose();
    runs.push(figures);
    report.note(`families, seed ${seed}: ${text(figures)}`);
  }
  const each = (leaf: string, figure: string): number[] => runs.map((run) => run[leaf]?.[figure] ?? NaN);
  const mean = (leaf: string, figure: string): number => each(leaf, figure).reduce((sum, value) => sum + value, 0) / runs.length;
  const gains = each("bayesian", "acc_answered").map((answered, i) => answered - (each("bayesian", "acc")[i] ?? NaN));

  report.atMost("Bayesian leaf: behind the plain one", mean("plain", "acc") - mean("bayesian", "acc"), 0.005);
  report.atLeast("Bayesian leaf: accuracy of what it answers, a tenth left out", mean("bayesian", "acc_answered"), 0.985);
  report.atLeast("Bayesian leaf: least gain by abstaining", Math.min(...gains), 0.015);
  report.atMost("spiking leaf: behind the plain one", mean("plain", "acc") - mean("spiking", "acc"), 0.005);
  report.atMost("spiking leaf: most spikes a neuron in 25 steps", Math.max(...each("spiking", "spikes_per_neuron")), 4);
  report.atLeast("certified leaf beside them: accuracy", mean("certified", "acc"), 0.965);
  report.atLeast("certified leaf beside them: certified accuracy at 0.5", mean("certified", "certified@0.5"), 0.88);
}

function text(figures: Record<string, Record<string, number>>): string {
  const one = (all: Record<string, number>): string => Object.entries(all).map(([name, value]) => `${name} ${value.toFixed(4)}`).join(", "); // prettier-ignore
  return Object.entries(figures).map(([leaf, all]) => `${leaf} ${one(all)}`).join("; "); // prettier-ignore
}

import { type Tensor, abs, add, div, max, sub, tidy } from "@tensorflow/tfjs-core";
import { type Rng, checkOptions, createRng, invalidOption, invalidValue } from "@surenet/tensor-backend";
import type { Module } from "@surenet/nn";
import { vanillaModel } from "./vanilla-model.ts";

export interface VanillaExportOptions {
  /** Shape of one sample, such as `[28, 28, 1]`. */
  readonly inputShape: readonly number[];
  /** How many random samples are compared. */
  readonly probes?: number;
  /** Largest `|plain - model| / (1 + |model|)` that passes. */
  readonly tolerance?: number;
  readonly rng?: Rng;
}

/**
 * A plain model that computes what a constrained one does in evaluation, checked: outputs on random probes agree within 1e-6, or it throws.
 *
 * The result holds copies of the weights, needs nothing of this package's constraints, and can go on to `toTorch` and `exportOnnx`. Layers that have no weights are shared.
 *
 * @param model a Lipschitz module, or a Sequential with some inside; switched to evaluation for the comparison, and back
 * @returns owned by the caller, in evaluation mode
 * @throws SurenetError `E_VALUE` when the two differ, `E_UNSUPPORTED`, `E_OPTION`
 * @example const plain = await vanillaExport(model, { inputShape: [784] });
 */
export async function vanillaExport(model: Module, options: VanillaExportOptions): Promise<Module> {
  const where = "vanillaExport";
  checkOptions(where, options, ["inputShape", "probes", "tolerance", "rng"]);
  const { inputShape, probes = 16, tolerance = 1e-6, rng = createRng(0) } = options;
  if (!Number.isInteger(probes) || probes < 1) throw invalidOption({ where, option: "probes", got: probes, expected: "an integer >= 1" });
  const { training } = model;
  model.eval();
  const plain = vanillaModel(model, { inPlace: false }).eval();
  const difference = tidy(() => {
    const x = rng.normal([probes, ...inputShape]);
    const want = model.forward(x);
    return largestDifference(plain.forward(x), want);
  });
  const [found = NaN] = await difference.data();
  difference.dispose();
  model.train(training);
  plain.eval();
  if (found <= tolerance) return plain;
  disposeUnshared(plain, model);
  throw invalidValue({
    where,
    problem: "the exported model computes something else",
    expected: `a difference of at most ${tolerance}`,
    got: found,
  });
}

function largestDifference(got: Tensor, want: Tensor): Tensor {
  return max(div(abs(sub(got, want)), add(abs(want), 1)));
}

function disposeUnshared(plain: Module, model: Module): void {
  const shared = new Set<object>([...model.parameters(), ...model.buffers()]);
  for (const owned of [...plain.parameters(), ...plain.buffers()]) if (!shared.has(owned)) owned.dispose();
}

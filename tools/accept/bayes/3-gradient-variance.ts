import { type Tensor, tensor } from "@tensorflow/tfjs-core";
import { CrossEntropyLoss, CrossEntropyLossVR, MSELoss, MSELossVR, VariationalFreeEnergy } from "@surenet/bayes-losses";
import { GaussianLinear, type Sampling, Sequential } from "@surenet/bayes-nn";
import { loadDataset } from "@surenet/data/node";
import { Adam } from "@surenet/nn";
import { createRng, initBackend } from "@surenet/tensor-backend";
import type { Acceptance, Report } from "../acceptance.ts";
import { digits, need } from "../paths.ts";
import { trainDigits } from "./digits-table.ts";
import { descend } from "./descend.ts";
import { gradientVariance } from "./gradient-variance.ts";
import { linearGaussian } from "./linear-gaussian.ts";

const DRAWS = 200;

/** How much the gradient varies from draw to draw, as the trace of its covariance. */
export const gradientVariances: Acceptance = {
  id: "bayes/3",
  about: "variance of the gradient: local reparameterisation against shared samples, and the variance-reduced loss against the sampled one",
  async run(report) {
    await initBackend({ prefer: ["wasm"] });
    regression(report);
    await onDigits(report);
  },
};

/** At the mean-field optimum of a linear regression. */
function regression(report: Report): void {
  const data = linearGaussian(100, { noise: 0.6, seed: 11 });
  const [x, y] = [tensor(data.x, [data.rows, data.inputs]), tensor(data.y, [data.rows, 1])];
  const model = new Sequential([new GaussianLinear(data.inputs, 1, { rng: createRng(1), layerType: "output" })], { features: true });
  const exact = new VariationalFreeEnergy({ nll: new MSELossVR(), reduction: "sum", klWeight: 2 * data.noise ** 2 });
  descend(model, new Adam({ learningRate: 0.03 }), { steps: 3000, loss: () => exact.forward(model.forward(x), y, model) });
  const mse = new MSELoss({ reduction: "sum" });
  const head = model.layers[0] as GaussianLinear;
  const trace = (sampling: Sampling): number =>
    total(gradientVariance(head, () => mse.forward(head.forward(x, { sampling }), y), 2 * DRAWS));
  const [shared, flipout, local] = [trace("shared"), trace("flipout"), trace("local")];
  report.note(`linear regression at its optimum: shared ${shared.toFixed(1)}, flipout ${flipout.toFixed(1)}, local ${local.toFixed(1)}`);
  report.atLeast("linear regression: shared over local", shared / local, 5);
  model.dispose();
}

/** At a trained network, on one batch of 100 digits. */
async function onDigits(report: Report): Promise<void> {
  const data = await loadDataset(need(digits));
  const train = data.slice(0, data.size - 2000);
  const model = (await trainDigits("sampled", train, 1)) as Sequential;
  const head = model.layers[3] as GaussianLinear;
  const batch = await firstBatch(train.take(100));
  const [ce, vr] = [new CrossEntropyLoss(), new CrossEntropyLossVR()];
  model.train();
  const sampledBy = (sampling: Sampling): ReadonlyMap<string, number> =>
    gradientVariance(model, () => ce.forward(model.forward(batch.input, { sampling, samples: 1 }), batch.target), DRAWS);
  const [shared, local] = [sampledBy("shared"), sampledBy("local")];
  report.note(
    `digits after training: shared ${total(shared).toExponential(3)}, local ${total(local).toExponential(3)}: the few rows that are still wrong carry the gradient, so drawing them apart helps little`,
  );
  const features = (samples: 0 | 1): Tensor => model.forwardThrough(batch.input, 3, { samples });
  const reduced = gradientVariance(model, () => vr.forward(features(1), head, batch.target), DRAWS);
  const ratio = (path: string): number => (reduced.get(path) ?? NaN) / (local.get(path) ?? NaN);
  report.atMost("variance-reduced over sampled, means of the first layer", ratio("layers.1.params.weight"), 0.85);
  report.atMost("variance-reduced over sampled, means of the last layer", ratio("layers.3.params.weight"), 0.85);
  report.note(`variance-reduced over sampled, log deviations of the last layer: ${ratio("layers.3.params.cov.scale.weight").toFixed(2)} (its bound pulls them down, and the pull varies with the hidden noise)`); // prettier-ignore
  const still = gradientVariance(model, () => vr.forward(features(0), head, batch.target), 20);
  report.atMost("variance-reduced without noise in the hidden layer", total(still), 0);
  model.dispose();
}

async function firstBatch(data: {
  batches(options: { batchSize: number }): AsyncIterable<{ input: Tensor; target: Tensor }>;
}): Promise<{ input: Tensor; target: Tensor }> {
  for await (const batch of data.batches({ batchSize: 100 })) return batch;
  throw new Error("the data are empty");
}

function total(traces: ReadonlyMap<string, number>): number {
  return [...traces.values()].reduce((sum, value) => sum + value, 0);
}

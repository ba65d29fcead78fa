import { type Tensor, tensor, zeros } from "@tensorflow/tfjs-core";
import { CrossEntropyLoss, CrossEntropyLossVR, MSELoss, VariationalFreeEnergy } from "@surenet/bayes-losses";
import { type CovarianceSpec, GaussianLinear, Ivon, Sequential, bayesModules, bayesianMlp, expectedCalibrationError, labelledRows, predict } from "@surenet/bayes-nn"; // prettier-ignore
import { LayerNorm, ReLU, loadModel, saveModel } from "@surenet/nn";
import { folderStore } from "@surenet/nn/node";
import { SurenetError, createRng, initBackend } from "@surenet/tensor-backend";
import type { Acceptance, Report } from "../acceptance.ts";
import { inTemporaryFolder } from "../paths.ts";

/** What is saved predicts the same, and what is wrong says so. */
export const saveAndErrors: Acceptance = {
  id: "bayes/6",
  about:
    "save and load keep the predictive mean under the same seed; degenerate scales, empty batches and impossible targets are typed errors",
  async run(report) {
    await initBackend({ prefer: ["wasm"] });
    const kinds: readonly CovarianceSpec[] = [
      { kind: "diagonal" },
      { kind: "factorized", rank: 5 },
      { kind: "lowRank", rank: 2 },
      { kind: "kronecker" },
    ];
    for (const covariance of kinds) await roundTrip(report, covariance);
    refusals(report);
  },
};

async function roundTrip(report: Report, covariance: CovarianceSpec): Promise<void> {
  const rng = createRng(5);
  const head = new GaussianLinear(8, 3, { rng, covariance, layerType: "output" });
  const model = new Sequential([new GaussianLinear(6, 8, { rng, covariance }), new LayerNorm(8), new ReLU(), head]).eval();
  const x = rng.normal([16, 6]);
  const means = async (of: Parameters<typeof predict>[0]): Promise<Float32Array> => (await predict(of, x, { samples: 16, rng: createRng(9) }).mean.data()) as Float32Array; // prettier-ignore
  const before = await means(model);
  const after = await inTemporaryFolder(async (folder) => {
    await saveModel(folderStore(folder), model);
    return means((await loadModel(folderStore(folder), bayesModules)).model);
  });
  const largest = Math.max(...before.map((value, i) => Math.abs(value - (after[i] ?? NaN))));
  report.atMost(`${covariance.kind}: largest difference of the predictive mean after save and load`, largest, 0);
}

function refusals(report: Report): void {
  const rng = createRng(0);
  const model = bayesianMlp([4, 3], { rng });
  const head = model.layers[0] as GaussianLinear;
  const elbo = new VariationalFreeEnergy({ nll: new CrossEntropyLoss() });
  const labels = (...numbers: number[]): Tensor => tensor(numbers, [numbers.length], "int32");
  const rows: readonly [string, string, () => unknown][] = [
    ["a scale of 0", "E_OPTION", () => new GaussianLinear(4, 3, { rng, covariance: { kind: "diagonal", scale: 0 } })],
    ["a negative scale", "E_OPTION", () => new GaussianLinear(4, 3, { rng, covariance: { kind: "lowRank", rank: 1, scale: -1 } })],
    ["a scale of infinity", "E_OPTION", () => new GaussianLinear(4, 3, { rng, covariance: { kind: "kronecker", scale: Infinity } })],
    ["rank 0", "E_OPTION", () => new GaussianLinear(4, 3, { rng, covariance: { kind: "lowRank", rank: 0 } })],
    ["a prior of deviation 0", "E_OPTION", () => new VariationalFreeEnergy({ nll: new MSELoss(), priorScale: 0 })],
    ["a prior of another size", "E_SHAPE", () => new VariationalFreeEnergy({ nll: new CrossEntropyLoss(), priorLoc: zeros([3]) }).forward(zeros([2, 3]), labels(0, 1), model)],
    ["an empty batch, sampled loss", "E_VALUE", () => elbo.forward(zeros([0, 3]), zeros([0], "int32"), model)],
    ["an empty batch, reduced loss", "E_VALUE", () => new CrossEntropyLossVR().forward(zeros([0, 4]), head, zeros([0], "int32"))],
    ["an empty batch, prediction", "E_VALUE", () => predict(model, zeros([0, 4]), { rng })],
    ["a class that is not there", "E_VALUE", () => elbo.forward(zeros([2, 3]), labels(0, 3), model)],
    ["a negative class", "E_VALUE", () => elbo.forward(zeros([2, 3]), labels(-1, 0), model)],
    ["targets of another batch", "E_SHAPE", () => elbo.forward(zeros([8, 2, 3]), labels(0, 1, 2), model)],
    ["class numbers for a regression with samples", "E_DTYPE", () => new MSELoss().forward(zeros([8, 2]), labels(0, 1))],
    ["a layer of points in the free energy", "E_STATE", () => elbo.forward(zeros([2, 3]), labels(0, 1), new GaussianLinear(4, 3, { rng, covariance: null }))],
    ["rows that are no distributions", "E_VALUE", () => expectedCalibrationError(labelledRows({ classes: 2, values: [0.5, 0.6], labels: [0] }))],
    ["calibration without rows", "E_VALUE", () => labelledRows({ classes: 2, values: [], labels: [] })],
    ["IVON without a prior", "E_OPTION", () => new Ivon({ datasetSize: 10, rng, weightDecay: 0 })],
  ]; // prettier-ignore
  for (const [what, code, attempt] of rows) {
    let got = "accepted";
    try {
      attempt();
    } catch (error) {
      got = error instanceof SurenetError ? error.code : `not an error of ours: ${String(error)}`;
    }
    report.check(what, got === code, got);
  }
}

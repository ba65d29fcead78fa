import path from "node:path";
import type { ArrayDataset } from "@surenet/data";
import { lipschitzBound } from "@surenet/lipschitz";
import { accuracy, Adam, type Epoch, type Module, saveModel, train } from "@surenet/nn";
import { folderStore } from "@surenet/nn/node";
import { createRng } from "@surenet/tensor-backend";
import { command } from "../command.ts";
import { loadData, splitData, standardiseSplit } from "../data/load-data.ts";
import { buildLoss } from "../model/build-loss.ts";
import { buildMlp } from "../model/build-model.ts";
import { progressBar } from "../report/progress-bar.ts";
import { reportTraining } from "../report/report-training.ts";
import { startEngine } from "../run/start-engine.ts";
import { toJson } from "../run/run-metadata.ts";
import { prettyJson, writeWhole } from "../run/write-files.ts";
import type { Terminal } from "../terminal.ts";
import { trainOptions, type TrainValues } from "./train-options.ts";
import { type TrainPlan, trainPlan } from "./train-plan.ts";

export const trainCommand = command({
  name: "train",
  about: "trains a 1-Lipschitz classifier and certifies the held-out data",
  options: trainOptions,
  examples: ["", "--data spirals --loss certified-ce --offset 0.4 --epochs 60", "--data iris.csv --label species --standardise", "--data mnist/ --holdout last:2000 --json report.json"],
  run: runTraining,
});

async function runTraining(values: TrainValues, terminal: Terminal): Promise<void> {
  const plan = trainPlan(values);
  const rng = createRng(plan.seed);
  const loss = buildLoss(plan.loss);
  const all = await loadData(terminal, { ...values, data: plan.data }, rng.fork("data"));
  const split = splitData(all, plan.holdout, rng.fork("split"));
  const { train: trainData, test, statistics } = values.standardise ? standardiseSplit(split) : { ...split, statistics: undefined };
  const classes = all.classes ?? 0;
  const features = all.inputShape.reduce((product, side) => product * side, 1);
  const engine = await startEngine(values.engine);
  using model = buildMlp({ inputShape: all.inputShape, hidden: values.hidden ?? (features <= 16 ? [64, 64] : [256, 256]), classes, rng: rng.fork("init") });

  const units = statistics === undefined ? "" : ", standardised: radii are in standard deviations of the training part";
  terminal.note(`surenet  engine ${engine.name}   seed ${plan.seed}`);
  terminal.note(`data     ${plan.data}  ${all.size} samples, ${features} features, ${classes} classes   (${trainData.size} train, ${test.size} held out${units})`);
  terminal.note(`model    ${await describeModel(model, all.inputShape)}`);

  const folder = terminal.resolve(plan.out);
  const store = folderStore(folder);
  const batchSize = values.batch ?? (trainData.size < 5000 ? 32 : 256);
  const history = await trainEpochs(model, terminal, plan, { data: trainData, loss, batchSize, store, resume: values.resume, rng: rng.fork("train") });

  await saveModel(store, model, {
    metadata: toJson({
      data: plan.data,
      inputShape: all.inputShape,
      classes,
      epsilons: plan.epsilons,
      ...(all.classNames === undefined ? {} : { classNames: all.classNames }),
      ...(all.featureNames === undefined ? {} : { featureNames: all.featureNames }),
      ...(statistics === undefined ? {} : { statistics }),
    }),
  });
  await writeWhole(path.join(folder, "history.json"), prettyJson(history));
  await reportTraining({ model, test, history, plan, engine, folder, terminal, rng: rng.fork("report"), json: values.json });
}

interface EpochsOptions {
  readonly data: ArrayDataset;
  readonly loss: ReturnType<typeof buildLoss>;
  readonly batchSize: number;
  readonly store: ReturnType<typeof folderStore>;
  readonly resume: boolean;
  readonly rng: ReturnType<typeof createRng>;
}

async function trainEpochs(model: Module, terminal: Terminal, { epochs, learningRate }: TrainPlan, options: EpochsOptions): Promise<readonly Epoch[]> {
  const { store, ...rest } = options;
  const optimizer = new Adam({
    learningRate: learningRate / 10,
    groups: [{ parameters: (_, parameter) => parameter.manifold !== undefined, learningRate }],
  });
  const training = train(model, {
    ...rest,
    epochs,
    optimizer,
    metrics: { accuracy },
    checkpoint: { store },
    signal: terminal.signal,
    onProgress: (progress) => progressBar(terminal, progress),
  });
  try {
    for (;;) {
      const { done, value } = await training.next();
      if (done === true) return value.history;
      if (!terminal.live) terminal.note(epochLine(value, epochs));
    }
  } finally {
    optimizer.dispose();
    if (terminal.live) terminal.rewrite("");
  }
}

function epochLine({ epoch, loss, metrics, timing }: Epoch, epochs: number): string {
  return `train    ${String(epoch).padStart(String(epochs).length)}/${epochs}   loss ${loss.toFixed(4)}   accuracy ${metrics["accuracy"]?.toFixed(4)}   ${timing.msPerStep.toFixed(1)} ms/step`;
}

async function describeModel(model: Module, inputShape: readonly number[]): Promise<string> {
  const sizes = model.namedParameters().flatMap(([, { shape }]) => (shape.length === 2 ? [shape[1]] : []));
  const features = inputShape.reduce((product, side) => product * side, 1);
  const parameters = model.parameters().reduce((total, { shape }) => total + shape.reduce((product, side) => product * side, 1), 0);
  const { bound } = await lipschitzBound(model, inputShape);
  return `${[features, ...sizes].join(" -> ")}   GroupSort2   ${parameters.toLocaleString("en")} parameters   Lipschitz bound ${bound.toFixed(4)}`;
}

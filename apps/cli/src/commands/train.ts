import { type ArrayDataset, generators } from "@surenet/data";
import type { RunStore } from "@surenet/nn";
import { folderStore } from "@surenet/nn/node";
import { createRng, type EngineReport, malformedFile, type Rng, SurenetError } from "@surenet/tensor-backend";
import { type Command, command } from "../command.ts";
import { loadData } from "../data/load-data.ts";
import { readHoldout, type Split, splitData } from "../data/split-data.ts";
import { bayesPlan } from "../bayes/bayes-plan.ts";
import { trainBayes } from "../bayes/train-bayes.ts";
import { buildLoss } from "../model/build-loss.ts";
import { buildModel } from "../model/build-model.ts";
import { introduce } from "../report/introduce.ts";
import { regionsOf } from "../report/regions.ts";
import { regionsSvg } from "../report/regions-svg.ts";
import { regionsText } from "../report/regions-terminal.ts";
import { reportTraining } from "../report/report-training.ts";
import { summaryTable } from "../report/table.ts";
import { checkOutputFile, checkRunFolder } from "../run/check-places.ts";
import { checkpointStore, hasCheckpoint } from "../run/checkpoint-store.ts";
import { type RunMetadata, unitsOf } from "../run/run-metadata.ts";
import { startEngine } from "../run/start-engine.ts";
import { type TrainingIdentity, trainingIdentity } from "../run/training-identity.ts";
import { writeReport } from "../run/write-files.ts";
import { writeRun } from "../run/write-run.ts";
import { isSpiking } from "../spiking/spiking-plan.ts";
import { trainSpiking } from "../spiking/train-spiking.ts";
import { Stopped } from "../terminal/stop.ts";
import { styled, type Terminal } from "../terminal/terminal.ts";
import { trainEpochs } from "./train-epochs.ts";
import { trainOptions, type TrainValues } from "./train-options.ts";
import { type TrainPlan, trainPlan } from "./train-plan.ts";

const SVG_COLUMNS = 360; // two pixels a cell
const TEXT_COLUMNS = 64;

export const trainCommand: Command = command({
  name: "train",
  about: "trains a classifier: 1-Lipschitz and certified, or Bayesian and calibrated",
  options: trainOptions,
  examples: [
    "",
    "--data gaussianBlobs --loss hkr --hidden 32,32 --eps 0.5,1,2",
    "--data apps/cli/examples/leaves.csv --label species --standardise",
    "--data syntheticDigits --samples 6000 --holdout last:1000 --epochs 5 --json digits.json",
    "--arch bayes --data syntheticDigits --epochs 10 --out run/unsure   # knows its doubts",
    "--epochs 100 --out run/long   # press Ctrl-C, then give it again with --resume",
  ],
  notes:
    "--arch stdp learns without labels by the timing of spikes, --arch snn trains spiking neurons through time; they come with rates and a raster, without certificates. " +
    "The results in the run folder are those of the last training that ended: they are replaced together, when a new one is complete. " +
    "checkpoint/ belongs to the last training that was begun, after its first epoch; --resume takes it only with the options and data it was begun with.",
  run: runTraining,
});

async function runTraining(values: TrainValues, terminal: Terminal): Promise<void> {
  const { seed, json } = values;
  const rng = createRng(seed);
  const holdout = readHoldout(values.holdout);
  const loading = { command: "train", rng: rng.fork("data"), signal: terminal.signal, classes: values.classes };
  const data = await loadData(values, loading);
  const { arch } = values;
  if (isSpiking(arch)) return trainSpiking(values, arch, data, terminal);
  const plan = arch === "bayes" ? bayesPlan(values, data) : trainPlan({ ...values, arch }, data);
  const split = splitData(data, { holdout, standardise: plan.standardise, rng: rng.fork("split") });
  await checkRunFolder(plan.out);
  await checkOutputFile(json);
  const engine = await startEngine(values.engine, terminal);
  const identity = trainingIdentity(plan, { data, engine: engine.name });
  const store = checkpointStore(folderStore(plan.out), identity);
  try {
    if (values.resume && !(await hasCheckpoint(store))) terminal.note(`there is no checkpoint in ${plan.out} yet: from the beginning`);
    const rest = { data, split, engine, identity, store, rng, terminal, resume: values.resume, json };
    await (plan.arch === "bayes" ? trainBayes({ plan, ...rest }) : trainAndReport({ plan, ...rest }));
  } catch (error) {
    if (error instanceof Stopped) throw new Stopped("stopped; the same train command with --resume continues exactly here", error.exitCode);
    throw error instanceof SurenetError && error.where.startsWith("checkpoint/") ? cannotResume(plan.out, error) : error;
  }
}

interface Training {
  readonly plan: TrainPlan;
  readonly data: ArrayDataset;
  readonly split: Split;
  readonly engine: EngineReport;
  readonly identity: TrainingIdentity;
  /** For checkpoints. */
  readonly store: RunStore;
  readonly rng: Rng;
  readonly terminal: Terminal;
  readonly resume: boolean;
  readonly json: string | undefined;
}

/** All that can be wrong with the options has been looked at; from here on there is work to lose. */
async function trainAndReport(training: Training): Promise<void> {
  const { plan, data, split, engine, identity, store, rng, terminal, resume, json } = training;
  const { train, test, statistics } = split;
  const { inputShape, classes = 0, classNames, featureNames } = data;
  using model = buildModel({ arch: plan.arch, inputShape, hidden: plan.hidden, classes, rng: rng.fork("init") });
  await introduce(terminal, { plan, engine, data, train, model });
  const history = await trainEpochs(model, terminal, {
    plan,
    data: train,
    store,
    resume,
    rng: rng.fork("train"),
    loss: buildLoss(plan.loss),
  });

  const { data: source, label, epsilons } = plan;
  const metadata: RunMetadata = {
    data: source,
    label,
    inputShape,
    classes,
    classNames,
    featureNames,
    statistics,
    epsilons,
    training: identity,
  };
  const units = unitsOf(metadata);
  const { report, certificates } = await reportTraining({ model, test, history, plan, units, engine, terminal, rng: rng.fork("report") });
  const planar = inputShape.join() === "2";
  const svg = planar ? regionsSvg(regionsOf(model, test, { columns: SVG_COLUMNS }), test, certificates) : undefined;
  const certified = { dataset: test, certificates };
  const files = await writeRun(plan.out, { model, metadata, history, report, svg, certified });
  await writeReport(json, report, terminal);

  terminal.more("");
  terminal.out(summaryTable(report, report.attack));
  terminal.out(`${report.trainingSeconds.toFixed(1)} s of training, ${report.msPerStep.toFixed(1)} ms/step on ${engine.name}`);
  if (planar) terminal.more(`\n${regionsText(terminal, regionsOf(model, test, { columns: Math.min(TEXT_COLUMNS, terminal.columns) }))}\n`);
  terminal.out(`wrote ${plan.out}/  ${files.join("  ")}${json === undefined ? "" : `  and ${json}`}`);
  const later = Object.hasOwn(generators, source) ? source : "your.csv";
  terminal.note(styled(terminal, "dim", `next: npm start -- certify --model ${plan.out} --data ${later}`));
}

/** What is wrong with a checkpoint, with the folder it is in. */
function cannotResume(folder: string, cause: SurenetError): SurenetError {
  const fix = cause.fix === undefined ? { fix: "Train again without --resume." } : {};
  return malformedFile({ where: `cannot resume ${folder}`, problem: cause.message, cause, ...fix });
}

import { type Tensor, dispose, mean, sum, tensor1d, tidy, concat, gather, slice } from "@tensorflow/tfjs-core";
import { type ArrayDataset, augmented } from "@surenet/data";
import { CrossEntropyLoss } from "@surenet/losses";
import { accuracy, Adam, type Epoch, Flatten, Linear, Sequential, train as trainModel } from "@surenet/nn";
import { MaxRateClassifier, MembraneReadout, rasterOf, rasterSvg, SurrogateLIF } from "@surenet/spiking";
import type { Rng } from "@surenet/tensor-backend";
import type { Split } from "../data/split-data.ts";
import { TrainingBar } from "../report/training-bar.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { inBatches, samplesOf, shareRight } from "./batches.ts";
import { firingOf } from "./firing.ts";
import type { SpikingPlan } from "./spiking-plan.ts";
import type { TrainedSpiking } from "./write-spiking.ts";

const STEPS = 25;
const DECAY = 0.9;

/** A layer of spiking neurons and a leaky readout, trained through time with surrogate gradients; the input is a constant current. */
export async function trainSnn(plan: SpikingPlan, { train, test }: Split, rng: Rng, terminal: Terminal): Promise<TrainedSpiking> {
  const { inputShape, classes = 2 } = train;
  const inputs = inputShape.reduce((product, side) => product * side, 1);
  const currents = linear(inputs, plan.neurons, rng.fork("hidden"));
  const neurons = new SurrogateLIF({ decay: DECAY, steps: STEPS });
  const model = new Sequential([
    new Flatten(),
    currents,
    neurons,
    linear(plan.neurons, classes, rng.fork("head")),
    new MembraneReadout({ decay: DECAY }),
  ]);
  const started = performance.now();
  const history = await epochsOf(model, plan, train, rng, terminal);
  const trainingSeconds = (performance.now() - started) / 1000;

  model.eval();
  const [samples, held] = [samplesOf(train), samplesOf(test)];
  const spikes = (batch: Tensor): Tensor => neurons.forward(currents.forward((model.layers[0] as Flatten).forward(batch)));
  const logits = inBatches(held, (batch) => model.forward(batch));
  const counts = inBatches(held, (batch) => sum(spikes(batch), 0));
  const rates = inBatches(samples, (batch) => mean(spikes(batch), 0));
  using readout = new MaxRateClassifier(plan.neurons, classes);
  const byRates = tidy(() => {
    readout.update(concat(rates), tensor1d(Int32Array.from(train.targets), "int32"));
    return shareRight(counts.map((batch) => readout.regress(batch)), test.targets); // prettier-ignore
  });
  const firing = tidy(() => firingOf(concat(counts)));
  const raster = tidy(() =>
    rasterSvg(
      rasterOf(
        gather(
          spikes(
            slice(
              held,
              held.shape.map(() => 0),
              [1, ...held.shape.slice(1)],
            ),
          ),
          0,
          1,
        ),
      ),
      { title: "spikes for the first held-out sample" },
    ),
  );
  const results = { accuracy: shareRight(logits, test.targets), maxRateAccuracy: byRates, firing };
  dispose([samples, held, ...logits, ...counts, ...rates]);
  return {
    model,
    history,
    trainingSeconds,
    pictures: { "raster.svg": raster },
    results,
  };
}

/** Gaussian weights of variance 1/in, biases at 0. */
function linear(inputs: number, outputs: number, rng: Rng): Linear {
  const layer = new Linear(inputs, outputs, { rng });
  tidy(() => layer.weight.assign(rng.fork("weight").normal([inputs, outputs], { std: 1 / Math.sqrt(inputs) })));
  tidy(() => layer.bias?.assign(tensor1d(new Float32Array(outputs))));
  return layer;
}

async function epochsOf(model: Sequential, plan: SpikingPlan, data: ArrayDataset, rng: Rng, terminal: Terminal): Promise<readonly Epoch[]> {
  const optimizer = new Adam({ learningRate: plan.learningRate });
  const bar = new TrainingBar(terminal);
  const training = trainModel(model, {
    data: plan.augment === "affine" ? augmented(data, { rng: rng.fork("augment") }) : data,
    epochs: plan.epochs,
    batchSize: plan.batch,
    loss: new CrossEntropyLoss(),
    optimizer,
    rng: rng.fork("train"),
    signal: terminal.signal,
    metrics: { accuracy },
    onProgress: (progress) => bar.update(progress),
  });
  try {
    for (;;) {
      const next = await training.next();
      if (next.done === true) return next.value.history;
      const { epoch, loss, metrics } = next.value;
      if (!terminal.live) terminal.note(`train    ${epoch}/${plan.epochs}   loss ${loss.toFixed(4)}   accuracy ${metrics["accuracy"]?.toFixed(4)}`); // prettier-ignore
    }
  } finally {
    optimizer.dispose();
    bar.end();
  }
}

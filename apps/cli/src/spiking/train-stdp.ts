import { type Tensor, concat, dispose, slice, tensor1d, tidy } from "@tensorflow/tfjs-core";
import {
  learnUnlabelled,
  MaxRateClassifier,
  MaxRateNetwork,
  rasterOf,
  rasterSvg,
  weightsSvg,
  weightTiles,
  WinnerTakeAll,
} from "@surenet/spiking";
import type { Split } from "../data/split-data.ts";
import type { Rng } from "@surenet/tensor-backend";
import type { Terminal } from "../terminal/terminal.ts";
import { inBatches, samplesOf, shareRight } from "./batches.ts";
import { firingOf } from "./firing.ts";
import type { SpikingPlan } from "./spiking-plan.ts";
import type { TrainedSpiking } from "./write-spiking.ts";

/** What the network is worth on the held-out part once its neurons have classes. */
interface Assessed {
  readonly accuracy: number;
  readonly proportional: number;
  readonly counts: Tensor;
}

/** Learns the training part without its labels; they only say afterwards what each neuron stands for. */
export async function trainStdp(plan: SpikingPlan, { train, test }: Split, rng: Rng, terminal: Terminal): Promise<TrainedSpiking> {
  const inputs = train.inputShape.reduce((product, side) => product * side, 1);
  const network = new WinnerTakeAll(inputs, plan.neurons, { rng: rng.fork("network") });
  const [samples, held] = [samplesOf(train), samplesOf(test)];
  const labels = tensor1d(Int32Array.from(train.targets), "int32");
  const assess = (model: MaxRateNetwork): Assessed => {
    const rates = inBatches(samples, (batch) => model.rates(batch));
    tidy(() => model.readout.update(concat(rates), labels));
    dispose(rates);
    const counts = inBatches(held, (batch) => network.forward(batch));
    const accuracy = (proportional: boolean): number =>
      tidy(() => shareRight(counts.map((batch) => model.readout.regress(batch, { proportional })), test.targets)); // prettier-ignore
    const assessed = { accuracy: accuracy(false), proportional: accuracy(true), counts: tidy(() => concat(counts)) };
    dispose(counts);
    return assessed;
  };
  const readout = (): MaxRateClassifier => new MaxRateClassifier(plan.neurons, train.classes ?? 2);
  using blank = readout();
  const untrained = assess(new MaxRateNetwork(network, blank));
  untrained.counts.dispose();
  terminal.note(`random weights: accuracy ${untrained.accuracy.toFixed(4)}`);

  const started = performance.now();
  const { epochs: passes, batch: batchSize, learningRate } = plan;
  const learning = learnUnlabelled(network, samples, { passes, batchSize, learningRate, rng: rng.fork("order"), signal: terminal.signal });
  for await (const { shown, samples: all, spikesPerSample } of learning) {
    const line = `train    ${shown}/${all} samples   ${spikesPerSample.toFixed(1)} spikes a sample   ${((performance.now() - started) / 1000).toFixed(1)} s`;
    if (terminal.live) terminal.rewrite(line);
    else if (shown % train.size === 0) terminal.note(line);
  }
  const trainingSeconds = (performance.now() - started) / 1000;
  if (terminal.live) terminal.note("");

  const model = new MaxRateNetwork(network, readout());
  const { accuracy, proportional, counts } = assess(model);
  const firing = firingOf(counts);
  const pictures = { "raster.svg": raster(network, held), ...sheet(network, train.inputShape) };
  dispose([samples, held, labels, counts]);
  return {
    model,
    trainingSeconds,
    pictures,
    history: [],
    results: { accuracy, proportionalAccuracy: proportional, untrainedAccuracy: untrained.accuracy, firing },
  };
}

/** Spikes of the first held-out samples, one column each. */
function raster(network: WinnerTakeAll, held: Tensor): string {
  return tidy(() => {
    const [size = 0, ...rest] = held.shape;
    const first = slice(held, [0, ...rest.map(() => 0)], [Math.min(size, 20), ...rest]);
    return rasterSvg(rasterOf(network.forward(first)), {
      dtMs: network.settings.presentMs,
      title: "neurons that fired, one column for each of the first samples",
    });
  });
}

function sheet(network: WinnerTakeAll, [height = 0, width = 0, channels = 0, ...more]: readonly number[]): Record<string, string> {
  if (channels !== 1 || more.length > 0) return {};
  return { "weights.svg": weightsSvg(weightTiles(network.weights.variable, { height, width }), { title: "what each neuron looks for" }) };
}

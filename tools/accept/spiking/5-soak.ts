import { memory, tensor, tensor1d, tidy, zeros } from "@tensorflow/tfjs-core";
import {
  DeltaCurrent,
  LIF,
  LinearDense,
  MaxRateClassifier,
  Monitor,
  Plasticity,
  Serial,
  STDP,
  TraceReducer,
  upperBound,
} from "@surenet/spiking";
import { createRng, initBackend, SurenetError } from "@surenet/tensor-backend";
import type { Acceptance, Report } from "../acceptance.ts";

const STEPS = 1e5;
const SEQUENCE = 1000;

export const soak: Acceptance = {
  id: "spiking/5",
  about: "a hundred thousand steps without a tensor more; what is wrong is refused",
  async run(report) {
    await initBackend({ prefer: ["wasm"] });
    steps(report);
    refusals(report);
  },
};

/** A layer that learns, watched by a monitor; sequences end now and then, and sometimes nobody says so. */
function steps(report: Report): void {
  const rng = createRng(1);
  using connection = new LinearDense(20, 10, { rng, delays: true, synapse: (shape) => new DeltaCurrent([...shape], { dtMs: 1, charge: 5, delayMs: 3 }) }); // prettier-ignore
  using layer = new Serial(connection, new LIF(10, { dtMs: 1, tauMs: 20, rest: 0, reset: 0, threshold: 1, refractoryMs: 2 }));
  const rule = new STDP({ dtMs: 1, learningRatePost: 1e-3, learningRatePre: -1e-3, tauPostMs: 20, tauPreMs: 20 });
  const plasticity = new Plasticity(connection, rule, { upper: upperBound({ limit: 1 }) });
  const monitor = new Monitor(() => layer.neuron.spikes, new TraceReducer({ dtMs: 1, tauMs: 20, durationMs: 5 }));
  const frames = Array.from({ length: 50 }, () => tensor(rng.values.bernoulli(40, { p: 0.2 }), [2, 20]));
  const step = (i: number): number => {
    const spikes = layer.forward(frames[i % frames.length] ?? zeros([2, 20]));
    plasticity.step(spikes);
    plasticity.apply();
    monitor.step();
    const fired = Array.from(spikes.dataSync()).reduce((sum, spike) => sum + spike, 0);
    spikes.dispose();
    if (i % SEQUENCE !== SEQUENCE - 1) return fired;
    layer.clear();
    plasticity.clear();
    return fired;
  };
  let spikes = 0;
  for (let i = 0; i < SEQUENCE; i++) spikes += step(i); // like the last step, the one before the count ends a sequence
  const [tensors, bytes] = [memory().numTensors, memory().numBytes];
  const started = performance.now();
  for (let i = SEQUENCE; i < SEQUENCE + STEPS; i++) spikes += step(i);
  report.note(`${STEPS} steps in ${((performance.now() - started) / 1000).toFixed(0)} s, ${spikes} spikes`);
  report.check("tensors after them", memory().numTensors === tensors, `${memory().numTensors}, ${tensors} before`);
  report.check("bytes after them", memory().numBytes === bytes, `${memory().numBytes}, ${bytes} before`);
  report.check("neurons fired all along", spikes > STEPS / 100, String(spikes));
  plasticity.dispose();
  monitor.clear();
  for (const frame of frames) frame.dispose();
}

function refusals(report: Report): void {
  const refused = (what: string, code: string, call: () => unknown): void => {
    let got = "accepted";
    tidy(() => {
      try {
        call();
      } catch (error) {
        got = error instanceof SurenetError ? error.code : `another error: ${String(error)}`;
      }
    });
    report.check(what, got === code, got);
  };
  const labels = tensor1d([0, 1], "int32");
  const readout = new MaxRateClassifier(4, 3);
  refused("a rate that is no number", "E_VALUE", () => readout.update(tensor([[0, NaN, 0, 0], [0, 0, 0, 0]]), labels)); // prettier-ignore
  refused("a rate that is infinite", "E_VALUE", () => readout.regress(tensor([[0, Infinity, 0, 0]])));
  refused("a negative rate", "E_VALUE", () => readout.update(tensor([[0, -1, 0, 0], [0, 0, 0, 0]]), labels)); // prettier-ignore
  refused("negative rates that are assigned", "E_VALUE", () => void (readout.rates = tensor(new Float32Array(12).fill(-1), [4, 3])));
  refused("fewer labels than samples", "E_SHAPE", () => readout.update(zeros([3, 4]), labels));
  refused("more labels than samples", "E_SHAPE", () => readout.update(zeros([1, 4]), labels));
  refused("a label that is no class", "E_VALUE", () => readout.update(zeros([2, 4]), tensor1d([0, 3], "int32")));
  refused("labels that are no integers", "E_DTYPE", () => readout.update(zeros([2, 4]), tensor1d([0, 1])));
  refused("more neurons than the readout has", "E_SHAPE", () => readout.update(zeros([2, 5]), labels));
  refused("rates of another shape", "E_SHAPE", () => void (readout.rates = zeros([5, 7])));
  const neuron = new LIF(3, { dtMs: 1, tauMs: 20, rest: 0, reset: 0, threshold: 1 });
  refused("a current of another shape", "E_SHAPE", () => neuron.forward(zeros([1, 4])));
  neuron.forward(zeros([2, 3])).dispose();
  refused("another batch in the middle of a sequence", "E_STATE", () => neuron.forward(zeros([3, 3])));
  const before = Array.from(readout.rates.dataSync()).every((rate) => rate === 0);
  report.check("nothing of it changed the readout", before, String(before));
  neuron.dispose();
  readout.dispose();
  labels.dispose();
}

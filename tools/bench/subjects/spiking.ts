import { type Tensor, clone, tensor, tensor1d } from "@tensorflow/tfjs-core";
import { DeltaCurrent, LIF, LinearDense, MaxRateClassifier, Plasticity, Serial, STDP } from "@surenet/spiking";
import { createRng } from "@surenet/tensor-backend";
import type { Subject } from "../subject.ts";

const [BATCH, INPUTS, NEURONS] = [128, 784, 400];
const cannot = { stock: "has no spiking layers" };

/** Frames of spikes, one input in twenty. */
function frames(steps: number): Tensor[] {
  const { values } = createRng(1);
  return Array.from({ length: steps }, () => tensor(values.bernoulli(BATCH * INPUTS, { p: 0.05 }), [BATCH, INPUTS]));
}

/** The weights that the reference's benchmark has: uniform on [0, 0.3). */
function layerOf(): Serial {
  const rng = createRng(0);
  const connection = new LinearDense(INPUTS, NEURONS, { rng, synapse: (shape) => new DeltaCurrent([...shape], { dtMs: 1, charge: 100 }) });
  connection.weight.assign(rng.uniform([INPUTS, NEURONS], { high: 0.3 }));
  const neuron = new LIF(NEURONS, { dtMs: 1, tauMs: 100, rest: -65, reset: -60, threshold: -52, refractoryMs: 5 });
  return new Serial(connection, neuron);
}

const sequence = (name: string, steps: number, learns: boolean): Subject => ({
  name,
  make() {
    const layer = layerOf();
    const rule = new STDP({ dtMs: 1, learningRatePost: 5e-4, learningRatePre: -5e-6, tauPostMs: 30, tauPreMs: 30 });
    const plasticity = new Plasticity(layer.connection, rule);
    const spikes = frames(steps);
    return () => {
      for (const frame of spikes) {
        const out = layer.forward(frame);
        if (learns) {
          plasticity.step(out);
          plasticity.apply();
        }
        out.dispose();
      }
      const voltage = clone(layer.neuron.voltage);
      layer.clear();
      plasticity.clear();
      return voltage;
    };
  },
  cannot,
});

/** The same 784 → 400 layer, read for 100 steps, and learning for 10; and the readout on 100 steps of its spikes. */
export const spiking: readonly Subject[] = [
  sequence("spiking layer 784-400, batch 128, 100 steps", 100, false),
  sequence("spiking layer 784-400 with STDP, batch 128, 10 steps", 10, true),
  {
    name: "MaxRateClassifier update + infer [100, 128, 400]",
    make() {
      const { values } = createRng(2);
      const readout = new MaxRateClassifier(NEURONS, 10, { decay: 1e-6 });
      const spikes = tensor(Uint8Array.from(values.bernoulli(100 * BATCH * NEURONS, { p: 0.1 })), [100, BATCH, NEURONS], "bool");
      const labels = tensor1d(Int32Array.from({ length: BATCH }, (_, i) => (i * 7) % 10), "int32"); // prettier-ignore
      return () => readout.forward(spikes, labels);
    },
    cannot,
  },
];

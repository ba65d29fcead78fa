import { type Tensor, tensor, tensor1d, zeros } from "@tensorflow/tfjs-core";
import * as spiking from "@surenet/spiking";
import { createRng } from "@surenet/tensor-backend";
import { buildRule } from "./spiking-learning.ts";
import { buildNeuron } from "./spiking-neurons.ts";
import { buildSynapse } from "./spiking-synapses.ts";

type Params = Readonly<Record<string, unknown>>;

const rng = createRng(0);
const NEURON = { step_time: 1, rest_v: -60, reset_v: -65, time_constant: 20, refrac_t: 2, resistance: 1 };
const NEURONS: Readonly<Record<string, Params>> = {
  LIF: { ...NEURON, thresh_v: -50 },
  ALIF: { ...NEURON, thresh_eq_v: -50, tc_membrane: 20, tc_adaptation: 20, spike_increment: 1 },
  QIF: { ...NEURON, thresh_v: -40, crit_v: -50, affinity: 0.04 },
  EIF: { ...NEURON, thresh_v: -40, rheobase_v: -50, sharpness: 2 },
};
const SYNAPSES: Readonly<Record<string, Params>> = {
  DeltaCurrent: { step_time: 1, spike_charge: 1 },
  DoubleExponentialCurrent: { step_time: 1, spike_charge: 1, tc_decay: 5, tc_rise: 2 },
};
const PAIR = { lr_post: 1e-3, lr_pre: -1e-3, tc_post: 20, tc_pre: 20 };
const TRIPLET = {
  lr_post_pair: 1e-3, lr_post_triplet: 1e-3, lr_pre_pair: -1e-3, lr_pre_triplet: 1e-3, tc_post_fast: 20, tc_post_slow: 40, tc_pre_fast: 20, tc_pre_slow: 40,
}; // prettier-ignore

/** The calls of the spiking error rows, in our words. */
export function spikingErrors(call: string, params: Params): (() => unknown) | undefined {
  const readout = READOUT[call];
  if (readout !== undefined) return () => readout(params);
  if (call in NEURONS) return () => runNeuron(call, params);
  if (call in SYNAPSES) return () => buildSynapse(call, 3, { ...SYNAPSES[call], ...params });
  return OTHERS[call] === undefined ? undefined : () => OTHERS[call]?.(params);
}

/** A row names what is wrong with one of the arguments; the others are right. */
const READOUT: Readonly<Record<string, (params: Params) => unknown>> = {
  MaxRateClassifier: (params) => classifier(params),
  regress: (params) => classifier(params).regress(inputs(params, [2, 4])),
  update: (params) => classifier(params).update(inputs(params, [2, 4]), labels(params)),
  forward: (params) => {
    const data = inputs(params, [2, 4]);
    return classifier(params).forward(data, "inputs" in params ? tensor1d([0, 1], "int32") : undefined);
  },
  "rates=": (params) => void (classifier(params).rates = values(params, [4, 3])),
  "assignments=": (params) => void (classifier(params).assignments = zeros([4], "int32")),
};

const OTHERS: Readonly<Record<string, (params: Params) => unknown>> = {
  LinearDense: (params) => dense(Number(params["in_shape"] ?? 3)).forward(zeros((params["inputs"] ?? [1, 3]) as number[])),
  "Conv2D.presynReceptive": () => {
    const image = new spiking.Conv2D([4, 4, 1], 2, { kernel: 2, rng, synapse });
    image.forward(zeros([1, 4, 4, 1]));
    return image.arrivingSpikes;
  },
  HomogeneousPoissonEncoder: (params) => poisson(params),
  "HomogeneousPoissonEncoder.frequency=": (params) => void (poisson({ ...params, frequency: 10 }).frequencyHz = Number(params["frequency"])), // prettier-ignore
  "HomogeneousPoissonEncoder(online)": (params) => [...poisson(params).stream(tensor([0, 0.5, 1]))],
  "HomogeneousPoissonApproxEncoder.frequency=": (params) => void (new spiking.BernoulliEncoder(ENCODING).frequencyHz = Number(params["frequency"])), // prettier-ignore
  "PoissonIntervalEncoder(online)": () => [...new spiking.PoissonIntervalEncoder(ENCODING).stream(tensor([0, 0.5, 1]))],
  STDP: (params) => buildRule("STDP", { ...PAIR, ...params }, { dtMs: 1 }),
  TripletSTDP: (params) => buildRule("TripletSTDP", { ...TRIPLET, ...params }, { dtMs: 1 }),
  registerCell: () => new spiking.Plasticity(dense(3), buildRule("STDP", PAIR, { dtMs: 1 }), { parameter: "bias" }), // nothing to update
  Serial: ({ out, neurons }) => new spiking.Serial(dense(3, Number(out)), buildNeuron("LIF", Number(neurons), NEURONS["LIF"] ?? {})),
  "Serial.clear": () => new spiking.Serial(dense(3), buildNeuron("LIF", 2, NEURONS["LIF"] ?? {})).clear(),
  bound_power: (params) => powers(params, 1),
  bound_scaled_power: (params) => powers(params, 2),
  EMAReducer: ({ alpha }) => new spiking.EMAReducer({ dtMs: 1, alpha: Number(alpha) }),
  EventReducer: ({ initial }) => new spiking.EventReducer({ dtMs: 1, initial: initial as "inf" }),
  NearestTraceReducer: ({ amplitude }) => new spiking.TraceReducer({ dtMs: 1, tauMs: 20, amplitude: Number(amplitude), mode: "nearest" }),
  "RecordTensor.select": ({ time, duration = 3 }) => record(Number(duration)).select(Number(time)),
  "RecordTensor.push": ({ shape }) => record(3).push(zeros(shape as number[])),
  isi: ({ spikes }) => spiking.isi(zeros(spikes as number[]), { dtMs: 1 }),
  Clamping: ({ min, max }) => spiking.clampWeights(dense(3).weight, { ...(min === null ? {} : { minimum: Number(min) }), ...(max === null ? {} : { maximum: Number(max) }) }), // prettier-ignore
  Normalization: ({ scale }) => spiking.normaliseWeights(dense(3).weight, { scale: Number(scale) }),
};

const ENCODING = { steps: 20, dtMs: 1, frequencyHz: 100, rng };

function classifier({ shape = 4, numClasses = 3, decay = 0 }: Params): spiking.MaxRateClassifier {
  return new spiking.MaxRateClassifier(shape as number, numClasses as number, { decay: (decay === "NaN" ? NaN : decay === "Infinity" ? Infinity : decay) as number }); // prettier-ignore
}

function inputs(params: Params, shape: readonly number[]): Tensor {
  return values({ dtype: params["dtype"], value: params["inputs"] }, shape);
}

/** A tensor of the row's type; TensorFlow.js has no float64, so that those numbers come as an array. */
function values({ dtype = "float32", value }: Params, shape: readonly number[]): Tensor {
  const sides = Array.isArray(value) ? (value as number[]) : [...shape];
  if (value === "list") return [[0, 0, 0]] as unknown as Tensor;
  if (dtype === "float64") return new Float64Array(12) as unknown as Tensor;
  return zeros(sides, dtype === "int64" ? "int32" : (dtype as "float32"));
}

function labels({ labels: given, labelsDtype = "int32", inputs: shape }: Params): Tensor {
  if (labelsDtype === "float32") return tensor1d([0, 1], "float32");
  if (given === undefined) return tensor1d([0, 1], "int32");
  const list = given as number[];
  if (shape !== undefined || list.length !== 2 || list.join() === "2,1") return zeros(list, "int32"); // a shape
  return tensor1d(list, "int32");
}

function runNeuron(name: string, { shape = [3], inputs: given, batch, batch_size: batchSize, ...params }: Params): unknown {
  const neuron = buildNeuron(name, shape as number[], { ...NEURONS[name], ...params });
  if (batchSize !== undefined) return neuron.forward(Number.isInteger(batchSize) ? zeros([Number(batchSize), 3]) : zeros([3])); // a batch is whatever comes; a tensor has no part of a sample
  if (batch !== undefined) neuron.forward(zeros([Number(batch), ...(shape as number[])]));
  return given === undefined ? neuron : neuron.forward(zeros(given as number[]));
}

function synapse(shape: readonly number[]): spiking.Synapse {
  return new spiking.DeltaCurrent([...shape], { dtMs: 1, charge: 1 });
}

function dense(inShape: number, outShape = 2): spiking.LinearDense {
  return new spiking.LinearDense(inShape, outShape, { rng, synapse });
}

function poisson({ steps = 20, frequency = 100, refrac }: Params): spiking.HomogeneousPoissonEncoder {
  const refractory = refrac === undefined ? {} : { refractoryMs: Number(refrac) };
  return new spiking.HomogeneousPoissonEncoder({ ...ENCODING, steps: Number(steps), frequencyHz: Number(frequency), ...refractory });
}

function powers(params: Params, range: number): Tensor {
  const bound = spiking.bothBounds({
    upper: spiking.upperBound({ limit: 1, power: Number(params["upper_power"]), range }),
    lower: spiking.lowerBound({ limit: 0, power: Number(params["lower_power"]), range }),
  });
  return bound(tensor([0.5]), tensor([1]), tensor([1]));
}

function record(durationMs: number): spiking.RecordTensor {
  const made = new spiking.RecordTensor({ dtMs: 1, durationMs });
  for (let i = 0; i < 4; i++) made.push(zeros([2]));
  return made;
}

import { type Tensor, clone, expandDims, gather, greater, stack, transpose, unstack } from "@tensorflow/tfjs-core";
import * as spiking from "@surenet/spiking";
import { createRng } from "@surenet/tensor-backend";
import type { CaseReader } from "../case-reader.ts";
import type { Got } from "../compare.ts";

const LIF = { dtMs: 1, tauMs: 10, rest: -60, reset: -65, threshold: -50, refractoryMs: 2, resistance: 1 };

/** Layers of delta synapses and LIF neurons, step by step. */
export function layers(golden: CaseReader): Record<string, Got> {
  const p = golden.allParams();
  const charge = Number(p["spikeCharge"]);
  const synapse = (shape: readonly number[]): spiking.Synapse =>
    new spiking.DeltaCurrent([...shape], { dtMs: Number(p["stepTime"]), charge });
  const options = { rng: createRng(0), synapse };
  const dense = (name: string): spiking.LinearDense => {
    const weight = transpose(golden.input(name));
    const connection = new spiking.LinearDense(weight.shape[0] ?? 0, weight.shape[1] ?? 0, { ...options, bias: golden.has("bias") });
    connection.weight.assign(weight);
    if (golden.has("bias")) connection.bias?.assign(golden.input("bias"));
    return connection;
  };
  switch (p["layer"]) {
    case "Serial": {
      const connection = dense("weight");
      const layer = new spiking.Serial(connection, new spiking.LIF(2, LIF), { gain: Number(p["transform"]) });
      const probe = dense("weight");
      const steps = unstack(golden.input("x"));
      return { spikes: stack(steps.map((x) => layer.forward(x))), current: stack(steps.map((x) => probe.forward(x))) };
    }
    case "RecurrentSerial": {
      const lateral = new spiking.LinearDirect(2, options);
      lateral.weight.assign(golden.input("lateral"));
      const feedback = new spiking.LinearLateral(2, options);
      feedback.weight.assign(transpose(golden.input("feedback")));
      const layer = new spiking.RecurrentSerial({ feedforward: dense("feedfwd"), neuron: new spiking.LIF(2, LIF), lateral, partner: new spiking.LIF(2, LIF), feedback }); // prettier-ignore
      return { spikes: stack(unstack(golden.input("x")).map((x) => stack([layer.forward(x), clone(layer.partner.spikes)]))) };
    }
    case "Biclique": {
      const [n, m] = [new spiking.LIF(2, LIF), new spiking.LIF(2, LIF)];
      const { b } = p["postInput"] as { b: number };
      const layer = new spiking.Biclique({
        inputs: { a: { connection: dense("weightA") }, b: { connection: dense("weightB"), gain: b } },
        outputs: { n: { neuron: n }, m: { neuron: m, gain: (p["preOutput"] as { m: number }).m } },
        combine: p["combine"] as spiking.Combine,
      });
      const seen: Record<"n" | "m" | "voltageN", Tensor[]> = { n: [], m: [], voltageN: [] };
      const inputs = [golden.input("a"), golden.input("b")] as const;
      for (let step = 0; step < (inputs[0].shape[0] ?? 0); step++) {
        const spikes = layer.step({ a: gather(inputs[0], step), b: gather(inputs[1], step) });
        for (const name of ["n", "m"] as const) seen[name].push(spikes[name] as Tensor);
        seen.voltageN.push(clone(n.voltage));
      }
      return Object.fromEntries(Object.entries(seen).map(([name, values]) => [name, expandDims(stack(values), 1)]));
    }
    default:
      throw new Error(`there is no layer ${String(p["layer"])}`);
  }
}

export function reducers(golden: CaseReader): Record<string, Got> {
  const p = golden.allParams();
  const reducer = buildReducer(p);
  const peeks: Tensor[] = [];
  const conditions = golden.has("condition") ? unstack(golden.input("condition")) : [];
  unstack(golden.input("observations")).forEach((x, i) => {
    const condition = conditions[i];
    reducer.observe(x, condition === undefined ? undefined : greater(condition, 0));
    peeks.push(clone(reducer.peek()));
  });
  const times = (p["viewAt"] ?? []) as readonly number[];
  const got: Record<string, Got> = { peek: stack(peeks), dump: reducer.dump() };
  if (times.length > 0) got["view"] = stack(times.map((time) => reducer.view(time)));
  if (golden.has("viewTimes")) got["viewTensor"] = reducer.view(golden.input("viewTimes"));
  reducer.clear();
  return got;
}

function buildReducer(p: Readonly<Record<string, unknown>>): spiking.Reducer {
  const name = String(p["reducer"]);
  const record = { dtMs: Number(p["stepTime"]), durationMs: Number(p["duration"]), inclusive: p["inclusive"] === true };
  const trace = { ...record, tauMs: Number(p["timeConstant"]), amplitude: Number(p["amplitude"]), mode: name.includes("Nearest") ? "nearest" : "cumulative" } as const; // prettier-ignore
  const above = { criterion: (x: Tensor): Tensor => greater(x, 0.2) };
  switch (name) {
    case "NearestTraceReducer": case "CumulativeTraceReducer": return new spiking.TraceReducer(trace);
    case "ScaledNearestTraceReducer": case "ScaledCumulativeTraceReducer": return new spiking.ScaledTraceReducer({ ...trace, scale: Number(p["scale"]), ...above });
    case "ConditionalNearestTraceReducer": case "ConditionalCumulativeTraceReducer": return new spiking.ScaledTraceReducer({ ...trace, scale: Number(p["scale"]) });
    case "EMAReducer": return new spiking.EMAReducer({ ...record, alpha: Number(p["alpha"]) });
    case "CAReducer": return new spiking.AverageReducer(record);
    case "EventReducer": return new spiking.EventReducer({ ...record, initial: p["initial"] as "inf" });
    case "PassthroughReducer": return new spiking.PassthroughReducer(record);
    default: throw new Error(`there is no reducer ${name}`);
  } // prettier-ignore
}

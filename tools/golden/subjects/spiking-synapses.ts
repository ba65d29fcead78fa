import { type Tensor, clone, gather, stack } from "@tensorflow/tfjs-core";
import * as spiking from "@surenet/spiking";
import type { CaseReader } from "../case-reader.ts";
import type { Got } from "../compare.ts";

type Params = Readonly<Record<string, unknown>>;

const NAMES: Readonly<Record<string, string>> = {
  stepTime: "dtMs", step_time: "dtMs", delay: "delayMs", interpMode: "interpolation", interp_mode: "interpolation", interpTol: "toleranceMs", currentOverbound: "overbound",
  spike_charge: "charge", time_constant: "tauMs", tc_decay: "decayMs", tc_rise: "riseMs",
}; // prettier-ignore

export function buildSynapse(name: string, shape: spiking.Shape, params: Params): spiking.Synapse {
  const given = Object.entries(params).filter(([param, value]) => param in NAMES && !(param === "delay" && value === null));
  const options = Object.fromEntries(given.map(([param, value]) => [NAMES[param], value])) as never;
  switch (name) {
    case "DeltaCurrent": return new spiking.DeltaCurrent(shape, options);
    case "DeltaPlusCurrent": return new spiking.DeltaPlusCurrent(shape, options);
    case "SingleExponentialCurrent": return new spiking.SingleExponentialCurrent(shape, options);
    case "DoubleExponentialCurrent": return new spiking.DoubleExponentialCurrent(shape, options);
    default: throw new Error(`there is no synapse ${name}`);
  } // prettier-ignore
}

/** A train of spikes into one synapse, with looks back after each step. */
export function synapses(golden: CaseReader): Record<string, Got> {
  const p = golden.allParams();
  const synapse = buildSynapse(String(p["synapse"]), p["shape"] as spiking.Shape, p);
  const spikes = golden.input("spikes");
  const seen: Record<string, Tensor[]> = {};
  const see = (name: string, value: Tensor): void => void (seen[name] ??= []).push(clone(value));
  const steps = spikes.shape[0] ?? 0;
  for (let step = 0; step < steps; step++) {
    see(
      "current",
      golden.has("injected")
        ? synapse.forward(gather(spikes, step), gather(golden.input("injected"), step))
        : synapse.forward(gather(spikes, step)),
    );
    see("spike", synapse.spikes);
    if (golden.has("selector")) see("currentAt", synapse.currentAt(golden.input("selector")));
    if (golden.has("selectorOnStep")) {
      see("currentAtOnStep", synapse.currentAt(golden.input("selectorOnStep")));
      see("spikeAtOnStep", synapse.spikeAt(golden.input("selectorOnStep")));
    }
  }
  const got: Record<string, Got> = Object.fromEntries(Object.entries(seen).map(([name, values]) => [name, stack(values)]));
  if (steps === 3) {
    // the rows that clear after three steps look at the silence
    synapse.clear();
    got["current"] = synapse.current;
    got["spike"] = clone(synapse.spikes);
  }
  synapse.dispose();
  return got;
}

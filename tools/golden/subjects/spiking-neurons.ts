import { type Tensor, clone, gather, stack } from "@tensorflow/tfjs-core";
import * as spiking from "@surenet/spiking";
import type { CaseReader } from "../case-reader.ts";
import type { Got } from "../compare.ts";

type Params = Readonly<Record<string, unknown>>;

/** The reference's argument names, and ours. */
const NAMES: Readonly<Record<string, string>> = {
  stepTime: "dtMs", step_time: "dtMs", rest_v: "rest", reset_v: "reset", thresh_v: "threshold", thresh_eq_v: "threshold", refrac_t: "refractoryMs", time_constant: "tauMs",
  tc_membrane: "tauMs", resistance: "resistance", refrac_lock: "lock", tc_adaptation: "adaptationTauMs", rc_adaptation: "adaptationRate", spike_increment: "increment",
  reset_v_add: "resetAdd", reset_v_mul: "resetScale", crit_v: "critical", affinity: "affinity", rheobase_v: "rheobase", sharpness: "sharpness", voltage_coupling: "coupling",
}; // prettier-ignore

export function buildNeuron(name: string, shape: spiking.Shape, params: Params): spiking.Neuron {
  const options = Object.fromEntries(Object.entries(params).filter(([param]) => param in NAMES).map(([param, value]) => [NAMES[param], value])) as never; // prettier-ignore
  switch (name) {
    case "LIF": return new spiking.LIF(shape, options);
    case "GLIF1": return new spiking.GLIF1(shape, options);
    case "ALIF": return new spiking.ALIF(shape, options);
    case "GLIF2": return new spiking.GLIF2(shape, options);
    case "QIF": return new spiking.QIF(shape, options);
    case "Izhikevich": return new spiking.Izhikevich(shape, options);
    case "EIF": return new spiking.EIF(shape, options);
    case "AdEx": return new spiking.AdEx(shape, options);
    default: throw new Error(`there is no neuron ${name}`);
  } // prettier-ignore
}

/** A sequence of currents through one population. */
export function neurons(golden: CaseReader): Record<string, Got> {
  const params = golden.allParams();
  const neuron = buildNeuron(String(params["neuron"]), params["shape"] as spiking.Shape, params);
  neuron.train(params["training"] !== false);
  const adapt = params["adapt"] === undefined ? {} : { adapt: params["adapt"] === true };
  const inputs = golden.input("inputs");
  const seen: Record<string, Tensor[]> = { spike: [], voltage: [], refrac: [], spikeProperty: [], adaptation: [] };
  const see = (name: string, value: Tensor): void => void seen[name]?.push(clone(value));
  for (let step = 0; step < (inputs.shape[0] ?? 0); step++) {
    see("spike", neuron.forward(gather(inputs, step), adapt));
    see("voltage", neuron.voltage);
    see("refrac", neuron.refractory);
    see("spikeProperty", neuron.spikes);
    if (neuron instanceof spiking.AdaptiveNeuron) see("adaptation", neuron.adaptation.variable);
  }
  const got: Record<string, Got> = {};
  for (const [name, values] of Object.entries(seen)) if (values.length > 0) got[name] = stack(values);
  neuron.clear();
  got["clear.voltage"] = clone(neuron.voltage);
  got["clear.refrac"] = clone(neuron.refractory);
  if (neuron instanceof spiking.AdaptiveNeuron) {
    got["clear.adaptation"] = clone(neuron.adaptation.variable);
    neuron.clear({ keepAdaptation: false });
    got["clearAll.adaptation"] = clone(neuron.adaptation.variable);
  }
  neuron.dispose();
  return got;
}

/** The functions that the neurons are made of. */
export function neuronFunctions(golden: CaseReader): Record<string, Got> {
  const p = golden.allParams();
  const options = renamed(p);
  const dynamics = renamed((p["dynamics"] ?? {}) as Params);
  const list = (name: string): number[] => Array.from(golden.input(name).dataSync());
  const step = (): spiking.AdaptationStep & { voltage: Tensor } => ({
    adaptation: golden.input("adaptations"),
    spikes: golden.input("spikes"),
    voltage: golden.has("voltages") ? golden.input("voltages") : golden.input("spikes"),
    ...(golden.has("refracs") ? { refractory: golden.input("refracs") } : {}),
  });
  const fired = (reset: spiking.FireOptions["reset"]): Record<string, Got> => {
    const state = { voltage: golden.input("voltages"), refractory: golden.input("refracs") };
    const after = spiking.fire(state, golden.input("inputs"), {
      ...options,
      reset,
      lock: p["hold"] === true,
      dynamics: (v: Tensor, i: Tensor) => spiking.integrateLinear(v, i, dynamics),
    });
    return { spikes: after.spikes, voltages: after.voltage, refracs: after.refractory };
  };
  switch (p["fn"]) {
    case "voltage_integration_linear":
      return { out: spiking.integrateLinear(golden.input("voltages"), golden.input("masked_inputs"), options) };
    case "voltage_integration_quadratic":
      return { out: spiking.integrateQuadratic(golden.input("voltages"), golden.input("masked_inputs"), options) };
    case "voltage_integration_exponential":
      return { out: spiking.integrateExponential(golden.input("voltages"), golden.input("masked_inputs"), options) };
    case "voltage_thresholding_constant":
      return fired(Number(p["reset_v"]));
    case "voltage_thresholding_linear": {
      const [rest, slope, intercept] = [Number(p["rest_v"]), Number(p["v_slope"]), Number(p["v_intercept"])];
      return fired(spiking.linearReset({ rest, scale: slope, add: intercept }));
    }
    case "adaptive_thresholds_linear_spike":
      return {
        out: spiking.thresholdsFromSpikes(step(), { ...options, tausMs: list("time_constant"), increments: list("spike_increment") }),
      };
    case "adaptive_currents_linear":
      return { out: spiking.currentsFromVoltage(step(), { ...options, tausMs: list("time_constant"), couplings: list("voltage_coupling"), increments: list("spike_increment") }) }; // prettier-ignore
    case "adaptive_thresholds_linear_voltage": {
      const least = p["adapt_reset_min"] === null ? {} : { resetMinimum: Number(p["adapt_reset_min"]) };
      return {
        out: spiking.thresholdsFromVoltage(step(), { ...options, rates: list("adapt_rate"), reboundRates: list("rebound_rate"), ...least }),
      };
    }
    case "apply_adaptive_currents":
      return { out: spiking.reducedCurrent(golden.input("current"), golden.input("adaptations")) };
    case "apply_adaptive_thresholds":
      return { out: spiking.raisedThreshold(Number(p["threshold"]), golden.input("adaptations")) };
    default:
      throw new Error(`there is no function ${String(p["fn"])}`);
  }
}

type Dynamics = spiking.QuadraticDynamics & spiking.ExponentialDynamics & { readonly threshold: number; readonly refractoryMs: number };

function renamed(params: Params): Dynamics {
  return Object.fromEntries(Object.entries(params).filter(([name]) => name in NAMES).map(([name, value]) => [NAMES[name], value])) as unknown as Dynamics; // prettier-ignore
}

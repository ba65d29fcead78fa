import { type Tensor, clone, gather, greater, stack, transpose } from "@tensorflow/tfjs-core";
import * as spiking from "@surenet/spiking";
import { Parameter } from "@surenet/nn";
import type { CaseReader } from "../case-reader.ts";
import type { Got } from "../compare.ts";
import { buildConnection, ourWeights } from "./spiking-connections.ts";

type Params = Readonly<Record<string, unknown>>;

interface Bound {
  readonly fn: string;
  readonly max?: number | null;
  readonly min?: number | null;
  readonly power?: number;
  readonly range?: number;
}

/** The bounds of the reference by name: half ones for one side, the others for both. */
function boundsOf({ fn, max, min, power = 1, range }: Bound): { upper?: spiking.HalfBound; lower?: spiking.HalfBound } {
  const isSharp = fn.endsWith("sharp");
  const scaled = fn.includes("scaled") ? (range ?? Number(max) - Number(min)) : 1;
  const upper = (limit: number): spiking.HalfBound =>
    isSharp ? spiking.sharpUpperBound({ limit }) : spiking.upperBound({ limit, power, range: scaled });
  const lower = (limit: number): spiking.HalfBound =>
    isSharp ? spiking.sharpLowerBound({ limit }) : spiking.lowerBound({ limit, power, range: scaled });
  return { ...(typeof max === "number" ? { upper: upper(max) } : {}), ...(typeof min === "number" ? { lower: lower(min) } : {}) };
}

export function bounding(golden: CaseReader): Record<string, Got> {
  const p = golden.allParams();
  const fn = String(p["fn"]);
  const kernel = { learningRate: Number(p["learning_rate"]), tauMs: Number(p["time_constant"]) };
  if (fn === "exp_stdp_post_kernel") return { out: spiking.expPostKernel(golden.input("diff"), kernel) };
  if (fn === "exp_stdp_pre_kernel") return { out: spiking.expPreKernel(golden.input("diff"), kernel) };
  const side = /_(upper|lower)_/.exec(fn)?.[1];
  if (side === undefined) {
    const full = spiking.bothBounds(boundsOf(p as unknown as Bound));
    return { out: full(golden.input("param"), golden.input("pos"), golden.input("neg")) };
  }
  const { upper, lower } = boundsOf({ ...(p as unknown as Bound), [side === "upper" ? "max" : "min"]: p["limit"] });
  return { out: (upper ?? lower)?.(golden.input("param"), golden.input("update")) ?? golden.input("param") };
}

export function accumulator(golden: CaseReader): Record<string, Got> {
  const { config: name = "", upper: top, lower: bottom } = golden.allParams() as { config?: string; upper: number; lower: number };
  const parameter = new Parameter(golden.input("param"));
  const half = { upper: spiking.upperBound({ limit: top }), lower: spiking.lowerBound({ limit: bottom }) };
  const options: Readonly<Record<string, spiking.UpdaterOptions>> = {
    mean: { reduction: "mean" },
    upper: { upper: half.upper },
    lower: { lower: half.lower },
    upperlower: half,
    full: { full: spiking.bothBounds(half) },
    full_posonly: { full: spiking.bothBounds(half) },
  };
  const updater = new spiking.Updater(parameter, options[name] ?? {});
  const parts = (input: string): Tensor[] =>
    Array.from({ length: golden.input(input).shape[0] ?? 0 }, (_, i) => gather(golden.input(input), i));
  const [positive, negative] = [parts("pos"), parts("neg")];
  if (name !== "empty" && !name.includes("negonly")) for (const strengthen of positive) updater.add({ strengthen });
  if (name !== "empty" && !name.includes("posonly")) for (const weaken of negative) updater.add({ weaken });
  updater.apply();
  const out = clone(parameter.variable);
  parameter.dispose();
  return { out };
}

const RATES: Readonly<Record<string, string>> = {
  lr_post: "learningRatePost", lr_pre: "learningRatePre", tc_post: "tauPostMs", tc_pre: "tauPreMs", trace_mode: "traceMode", tc_eligibility: "tauEligibilityMs",
  lr_post_pair: "learningRatePostPair", lr_post_triplet: "learningRatePostTriplet", lr_pre_pair: "learningRatePrePair", lr_pre_triplet: "learningRatePreTriplet",
  tc_post_fast: "tauPostFastMs", tc_post_slow: "tauPostSlowMs", tc_pre_fast: "tauPreFastMs", tc_pre_slow: "tauPreSlowMs", plasticity: "plasticity", target: "target", param: "parameter",
}; // prettier-ignore

/** The rules that train delays call the kernel of a sender that spiked first "neg", as it shortens them; those that train weights "pos". */
function kernelNames(trainer: string): Readonly<Record<string, string>> {
  const [first, second] = trainer.endsWith("D") ? ["neg", "pos"] : ["pos", "neg"];
  return {
    [`lr_${first}`]: "learningRatePost",
    [`lr_${second}`]: "learningRatePre",
    [`tc_${first}`]: "tauPostMs",
    [`tc_${second}`]: "tauPreMs",
  };
}

export function buildRule(trainer: string, params: Params, more: Params): spiking.LearningRule {
  const names = { ...RATES, ...kernelNames(trainer) };
  const given = Object.fromEntries(Object.entries(params).filter(([name]) => name !== "delayed").map(([name, value]) => [names[name] ?? name, value])); // prettier-ignore
  const options = { ...more, ...given } as never;
  const { scale: _, ...unscaled } = { ...more, ...given } as Record<string, unknown>;
  const plain = unscaled as never;
  switch (trainer) {
    case "STDP": return new spiking.STDP(plain);
    case "StableSTDP": return new spiking.StableSTDP(plain);
    case "TripletSTDP": return new spiking.TripletSTDP(plain);
    case "StableTripletSTDP": return new spiking.StableTripletSTDP(plain);
    case "MSTDP": return new spiking.MSTDP(options);
    case "MSTDPET": return new spiking.MSTDPET(options);
    case "KernelSTDP": return new spiking.KernelSTDP(plain);
    case "DelayAdjustedKernelSTDP": case "DelayAdjustedKernelSTDPD": return new spiking.DelayAdjustedKernelSTDP(plain);
    case "DelayAdjustedSTDP": case "DelayAdjustedSTDPD": return new spiking.DelayAdjustedSTDP(plain);
    case "DelayAdjustedMSTDP": case "DelayAdjustedMSTDPD": return new spiking.DelayAdjustedMSTDP(options);
    case "LinearHomeostasis": return new spiking.LinearHomeostasis(given as never);
    default: throw new Error(`there is no trainer ${trainer}`);
  } // prettier-ignore
}

/** Spike trains through a connection that learns. */
export function trainers(golden: CaseReader): Record<string, Got> {
  const p = golden.allParams();
  const trainer = String(p["trainer"]);
  const [pre, post, weight0] = [golden.input("pre"), golden.input("post"), golden.input("weight0")];
  const shapes = { inShape: pre.shape.slice(2), outShape: post.shape.slice(2), shape: pre.shape.slice(2) };
  const connection = buildConnection({ ...p, ...shapes, synapse: "DeltaCurrent", synapseParams: { spike_charge: 1 }, delay: p["delayMax"], bias: golden.has("bias0") }); // prettier-ignore
  connection.weight.assign(ourWeights(weight0));
  if (golden.has("delay0")) connection.delay?.assign(ourWeights(golden.input("delay0")));
  if (golden.has("bias0")) connection.bias?.assign(golden.input("bias0"));
  const reduction = typeof p["batchReduction"] === "string" ? { batchReduction: p["batchReduction"] } : {};
  const rule = buildRule(trainer, p["params"] as Params, { dtMs: p["stepTime"], ...reduction, scale: p["scale"] });
  const parameter = rule instanceof spiking.LinearHomeostasis ? rule.parameter : trainer.endsWith("D") ? "delay" : "weight";
  const bounds = p["bound"] === null ? {} : boundsOf(p["bound"] as Bound);
  const plasticity = new spiking.Plasticity(connection, rule, { parameter, ...bounds });
  const seen: Record<"weight" | "delay" | "bias", Tensor[]> = { weight: [], delay: [], bias: [] };
  for (let step = 0; step < (pre.shape[0] ?? 0); step++) {
    connection.forward(gather(pre, step));
    const signal = golden.has("signal") ? signalOf(gather(golden.input("signal"), step)) : undefined;
    plasticity.step(gather(post, step), signal === undefined ? {} : { signal });
    if ((step + 1) % Number(p["updateEvery"]) === 0) plasticity.apply();
    const { weight, delay, bias } = connection;
    for (const [name, value] of Object.entries({ weight, delay, bias }) as ["weight", typeof weight | undefined][])
      if (value !== undefined) seen[name].push(value.shape.length === 2 ? transpose(value.value) : clone(value.value));
  }
  const got = Object.fromEntries(Object.entries(seen).filter(([, values]) => values.length > 0).map(([name, values]) => [name, stack(values)])); // prettier-ignore
  plasticity.dispose();
  connection.dispose();
  return got;
}

function signalOf(signal: Tensor): number | Tensor {
  return signal.rank === 0 ? (signal.dataSync()[0] ?? NaN) : signal;
}

export function traces(golden: CaseReader): Record<string, Got> {
  const p = golden.allParams();
  const fn = String(p["fn"]);
  const decay = typeof p["decay"] === "number" ? p["decay"] : Math.exp(-Number(p["step_time"]) * (typeof p["rate_constant"] === "number" ? p["rate_constant"] : 1 / Number(p["time_constant"]))); // prettier-ignore
  const options = { decay, amplitude: Number(p["amplitude"]), scale: Number(p["scale"]) };
  const matching = {
    ...options,
    target: Number(p["target"]),
    ...(typeof p["tolerance"] === "number" ? { tolerance: p["tolerance"] } : {}),
  };
  const advance = (x: Tensor, trace: Tensor | undefined): Tensor => {
    if (fn === "trace_cumulative_value") return spiking.traceOfValues(x, trace, options);
    if (fn === "trace_nearest_scaled") return spiking.traceNearestScaled(x, trace, { ...options, event: greater(x, 0.2) });
    if (fn === "trace_cumulative_scaled") return spiking.traceCumulativeScaled(x, trace, { ...options, event: greater(x, 0.2) });
    return fn.includes("nearest") ? spiking.traceNearest(x, trace, matching) : spiking.traceCumulative(x, trace, matching);
  };
  const observations = golden.input("observations");
  const values: Tensor[] = [];
  for (let step = 0; step < (observations.shape[0] ?? 0); step++) values.push(advance(gather(observations, step), values.at(-1)));
  return { trace: stack(values) };
}

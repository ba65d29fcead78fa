import { type Tensor, clone, gather, stack } from "@tensorflow/tfjs-core";
import * as spiking from "@surenet/spiking";
import type { CaseReader } from "../case-reader.ts";
import { type Got, snapshot } from "../compare.ts";

const interpolations = (p: Readonly<Record<string, unknown>>): Readonly<Record<string, spiking.Interpolation>> => ({
  previous: spiking.interpolatePrevious,
  next: spiking.interpolateNext,
  nearest: spiking.interpolateNearest,
  linear: spiking.interpolateLinear,
  expdecay: spiking.interpolateDecay(Number(p["time_constant"] ?? p["expdecayTimeConstant"])),
  expratedecay: spiking.interpolateDecay(1 / Number(p["rate_constant"])),
});

export function interpolation(golden: CaseReader): Record<string, Got> {
  const p = golden.allParams();
  const [kind = "", ...words] = String(p["fn"]).split("_");
  const dtMs = Number(p["step_time"]);
  const [older, newer, elapsedMs] = [golden.input("prev_data"), golden.input("next_data"), golden.input("sample_at")];
  if (kind === "interp") return { out: known(interpolations(p), words.join("_"))(older, newer, elapsedMs, dtMs) };
  const extrapolations: Readonly<Record<string, spiking.Extrapolation>> = {
    previous: spiking.extrapolatePrevious,
    next: spiking.extrapolateNext,
    neighbors: spiking.extrapolateBoth,
    nearest: spiking.extrapolateNearest,
    linear_forward: spiking.extrapolateForward,
    linear_backward: spiking.extrapolateBackward,
    expdecay: spiking.extrapolateDecay(Number(p["time_constant"])),
    expratedecay: spiking.extrapolateDecay(1 / Number(p["rate_constant"])),
  };
  const written = known(extrapolations, words.join("_"))(golden.input("sample"), { older, newer, elapsedMs }, dtMs);
  return { prev: written.older, next: written.newer };
}

/** A record's whole life: pushes, reads, selections, insertions and a pop. */
export function recordTensor(golden: CaseReader): Record<string, Got> {
  const p = golden.allParams();
  const record = new spiking.RecordTensor({
    dtMs: Number(p["stepTime"]),
    durationMs: Number(p["duration"]),
    inclusive: p["inclusive"] === true,
  });
  const pushed = golden.input("pushed");
  for (let i = 0; i < (pushed.shape[0] ?? 0); i++) record.push(gather(pushed, i));
  const got: Record<string, Got> = {
    recordSize: record.size,
    peek: clone(record.peek()),
    read: record.dump(),
    readrange: record.readRange(record.size - 1),
  };
  const times = p["selectAt"] as readonly number[];
  for (const [name, how] of Object.entries(interpolations(p)).filter(([name]) => name !== "expratedecay")) {
    got[`select_${name}`] = stack(times.map((time) => record.select(time, { interpolation: how })));
    got[`selectTensor_${name}`] = record.select(golden.input("times"), { interpolation: how });
    got[`selectTensorK_${name}`] = record.select(golden.input("timesK"), { interpolation: how });
  }
  const insert = (extrapolation: spiking.Extrapolation): Tensor => {
    record.insert(golden.input("obs"), golden.input("insertTimes"), { extrapolation });
    return record.dump();
  };
  got["afterInsert"] = insert(spiking.extrapolateNearest);
  got["afterInsertLinear"] = insert(spiking.extrapolateForward);
  got["pop"] = snapshot(record.pop());
  got["peekAfterPop"] = snapshot(record.peek());
  record.dispose();
  return got;
}

function known<T>(table: Readonly<Record<string, T>>, name: string): T {
  const found = table[name];
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

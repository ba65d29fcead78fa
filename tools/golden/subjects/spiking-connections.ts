import { type Tensor, expandDims, gather, reshape, stack, transpose } from "@tensorflow/tfjs-core";
import * as spiking from "@surenet/spiking";
import { createRng } from "@surenet/tensor-backend";
import type { CaseReader } from "../case-reader.ts";
import type { Got } from "../compare.ts";
import { channelsFirst, channelsLast } from "../layout.ts";
import { buildSynapse } from "./spiking-synapses.ts";

type Params = Readonly<Record<string, unknown>>;

/** A connection of the reference with our names; weights are assigned by {@link giveWeights}. */
export function buildConnection(p: Params): spiking.Connection {
  const delays = typeof p["delay"] === "number" && p["delay"] > 0;
  const synapse = (shape: readonly number[]): spiking.Synapse =>
    buildSynapse(String(p["synapse"]), shape, { ...(p["synapseParams"] as Params), stepTime: p["stepTime"], delay: p["delay"] });
  const options = { rng: createRng(0), bias: p["bias"] === true, delays, synapse };
  switch (p["connection"]) {
    case "LinearDense":
      return new spiking.LinearDense(p["inShape"] as number[], p["outShape"] as number[], options);
    case "LinearDirect":
      return new spiking.LinearDirect(p["shape"] as number[], options);
    case "LinearLateral":
      return new spiking.LinearLateral(p["shape"] as number[], options);
    case "Conv2D": {
      const { stride, padding, dilation } = p as Record<"stride" | "padding" | "dilation", number>;
      const image = [Number(p["height"]), Number(p["width"]), Number(p["channels"])] as const;
      return new spiking.Conv2D(image, Number(p["filters"]), { ...options, kernel: p["kernel"] as [number, number], stride, padding, dilation }); // prettier-ignore
    }
    default:
      throw new Error(`there is no connection ${String(p["connection"])}`);
  }
}

/** The reference's `[out, in]`, or `[filters, channels, height, width]`, as our weights; a vector stays. */
export function ourWeights(weight: Tensor): Tensor {
  if (weight.rank < 2) return weight;
  if (weight.rank === 2) return transpose(weight);
  return reshape(transpose(weight, [2, 3, 1, 0]), [-1, weight.shape[0] ?? 0]);
}

export function connections(golden: CaseReader): Record<string, Got> {
  const p = golden.allParams();
  const connection = buildConnection(p);
  connection.weight.assign(ourWeights(golden.input("weight")));
  if (golden.has("bias")) connection.bias?.assign(golden.input("bias"));
  if (golden.has("delay")) connection.delay?.assign(ourWeights(golden.input("delay")));
  const isImage = connection instanceof spiking.Conv2D;
  const spikes = golden.input("spikes");
  const outs: Tensor[] = [];
  let last = spikes;
  for (let step = 0; step < (spikes.shape[0] ?? 0); step++) {
    last = isImage ? channelsLast(gather(spikes, step)) : gather(spikes, step);
    const y = golden.has("injected") ? connection.forward(last, gather(golden.input("injected"), step)) : connection.forward(last);
    outs.push(isImage ? channelsFirst(y) : y);
  }
  const out = stack(outs);
  const now = outs.at(-1) ?? out;
  const [batch = 0] = now.shape;
  const isDelayed = connection.delay !== undefined;
  const arrivingSpikes = patchesFirst(connection, connection.arrivingSpikes);
  const got = {
    out,
    syncurrent: patchesFirst(connection, connection.arrivingCurrent),
    synspike: arrivingSpikes,
    likeSynaptic: isImage ? patchesFirst(connection, connection.patches(last)) : reshape(last, [batch, -1]),
    selector: patchesFirst(connection, connection.selector),
  };
  connection.dispose();
  if (isImage) return { ...got, postsynReceptive: reshape(now, [batch, now.shape[1] ?? 0, 1, 1, 1, -1]) };
  if (connection instanceof spiking.LinearDirect) {
    const view = (x: Tensor): Tensor => reshape(x, [batch, -1, 1]);
    return { ...got, presynReceptive: view(arrivingSpikes), postsynReceptive: view(now) };
  }
  const presynReceptive = expandDims(isDelayed ? transpose(arrivingSpikes, [0, 2, 1]) : expandDims(arrivingSpikes, 1), -1);
  return { ...got, presynReceptive, postsynReceptive: reshape(now, [batch, -1, 1, 1]) };
}

/** Our `[batch, places, (row, column, channel), ..]` as the reference's `[batch, (channel, row, column), places, ..]`. */
function patchesFirst(connection: spiking.Connection, x: Tensor): Tensor {
  if (!(connection instanceof spiking.Conv2D)) return x;
  const [batch = 0, places = 0, patch = 0, ...rest] = x.shape;
  const channels = connection.image[2] ?? 1;
  const split = reshape(x, [batch, places, patch / channels, channels, ...rest]);
  const order = [0, 3, 2, 1, ...rest.map((_, i) => i + 4)];
  return reshape(transpose(split, order), [batch, patch, places, ...rest]);
}

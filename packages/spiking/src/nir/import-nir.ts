import { mul, tensor, tidy, transpose } from "@tensorflow/tfjs-core";
import { checkOptions, createRng, malformedFile, unsupported } from "@surenet/tensor-backend";
import { Linear, type Module } from "@surenet/nn";
import { LIF } from "../neurons/lif.ts";
import { MembraneReadout } from "../surrogate/membrane-readout.ts";
import { SurrogateLIF } from "../surrogate/surrogate-lif.ts";
import { chainOf, flat, type NirGraph, type NirNode, shared } from "./nir-graph.ts";

export interface ImportNirOptions {
  readonly dtMs?: number;
  /** `"step"`: LIF neurons that are stepped; `"sequence"`: SurrogateLIF and MembraneReadout over whole sequences, which can be trained further. */
  readonly neurons?: "step" | "sequence";
}

const MS = 1000;

/**
 * The layers of a {@link NirGraph} that is a chain: `Linear`, `Affine`, `LIF`, and `LI` as a sequence.
 *
 * As sequences neurons must rest at 0, be reset to it, and have r = 1/(1 − exp(−dt/τ)) or a weight before them that takes up the difference: it is multiplied in.
 *
 * @throws SurenetError `E_FILE` for a graph that is malformed, `E_UNSUPPORTED` for nodes without a counterpart, `E_VALUE` for populations whose neurons differ
 * @example importNir(exportNir(layers), { neurons: "sequence" })
 */
export function importNir(graph: NirGraph, options: ImportNirOptions = {}): Module[] {
  checkOptions("importNir", options, ["dtMs", "neurons"]);
  const { dtMs = 1, neurons = "step" } = options;
  if (
    typeof graph !== "object" ||
    graph === null ||
    graph.type !== "NIRGraph" ||
    typeof graph.nodes !== "object" ||
    !Array.isArray(graph.edges)
  )
    throw malformedFile({ where: "importNir", problem: "this is no NIR graph", expected: "type NIRGraph with nodes and edges" });
  const layers: Module[] = [];
  try {
    for (const [name, node] of chainOf(graph)) layers.push(layerOf(name, node, { dtMs, neurons, before: layers.at(-1) }));
  } catch (error) {
    for (const layer of layers) layer.dispose();
    throw error;
  }
  return layers;
}

interface Place {
  readonly dtMs: number;
  readonly neurons: "step" | "sequence";
  /** The layer whose weights may take up a scale. */
  readonly before: Module | undefined;
}

function layerOf(name: string, node: NirNode, place: Place): Module {
  const where = `NIR node ${name} (${node.type})`;
  if (node.type === "Linear" || node.type === "Affine") return linearOf(where, node);
  if (node.type === "LIF") return place.neurons === "step" ? stepped(where, node, place.dtMs) : sequenced(where, node, place);
  if (node.type === "LI" && place.neurons === "sequence") return new MembraneReadout({ decay: leakOf(where, node, place) });
  throw unsupported({ where, problem: "there is no layer for it here", expected: 'Linear, Affine or LIF; LI with neurons: "sequence"' });
}

function linearOf(where: string, node: NirNode): Linear {
  const { values, shape } = flat(where, node["weight"], 2);
  const [to = 0, from = 0] = shape;
  const layer = new Linear(from, to, { bias: node.type === "Affine", rng: createRng(0) });
  tidy(() => {
    layer.weight.assign(transpose(tensor(values, [to, from])));
    if (node.type === "Affine") layer.bias?.assign(tensor(flat(where, node["bias"], 1).values, [to]));
  });
  return layer;
}

function constants(where: string, node: NirNode, names: readonly string[]): Record<string, number> & { readonly size: number } {
  const lists = names.map((name): [string, number[]] => [name, flat(`${where}.${name}`, node[name], 1).values]);
  const size = lists[0]?.[1].length ?? 0;
  return { ...Object.fromEntries(lists.map(([name, values]) => [name, shared(`${where}.${name}`, values)])), size };
}

function stepped(where: string, node: NirNode, dtMs: number): LIF {
  const names = ["tau", "r", "v_leak", "v_threshold", ...("v_reset" in node ? ["v_reset"] : [])];
  const {
    size,
    tau = NaN,
    r = NaN,
    v_leak: rest = NaN,
    v_threshold: threshold = NaN,
    v_reset: reset = rest,
  } = constants(where, node, names);
  return new LIF(size, { dtMs, tauMs: tau * MS, resistance: r, rest, reset, threshold });
}

function sequenced(where: string, node: NirNode, place: Place): SurrogateLIF {
  const { v_threshold: threshold = NaN, v_reset: reset = 0 } = constants(where, node, ["v_threshold", ...("v_reset" in node ? ["v_reset"] : [])]); // prettier-ignore
  if (reset !== 0) throw unsupported({ where, problem: "neurons over sequences are reset to 0", got: reset, fix: 'Import with neurons: "step".' }); // prettier-ignore
  return new SurrogateLIF({ decay: leakOf(where, node, place), threshold, reset: "zero" });
}

/** The decay of a leaky node; what its resistance differs by goes into the weights before it. */
function leakOf(where: string, node: NirNode, { dtMs, before }: Place): number {
  const { tau = NaN, r = NaN, v_leak: rest = NaN } = constants(where, node, ["tau", "r", "v_leak"]);
  if (rest !== 0) throw unsupported({ where, problem: "neurons over sequences rest at 0", got: rest, fix: 'Import with neurons: "step".' });
  const decay = Math.exp(-dtMs / (tau * MS));
  const scale = r * (1 - decay);
  if (Math.abs(scale - 1) < 1e-6) return decay;
  if (!(before instanceof Linear))
    throw unsupported({ where, problem: "no weights stand before it that could take up its resistance", got: r });
  for (const parameter of before.parameters()) tidy(() => parameter.assign(mul(parameter.variable, scale)));
  return decay;
}

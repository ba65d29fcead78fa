import { Linear, type Module } from "@surenet/nn";
import { type Tensor, tidy, transpose } from "@tensorflow/tfjs-core";
import { checkOptions, unsupported } from "@surenet/tensor-backend";
import { LinearDense } from "../connections/linear-dense.ts";
import { Serial } from "../layers/serial.ts";
import { LIF } from "../neurons/lif.ts";
import { MembraneReadout } from "../surrogate/membrane-readout.ts";
import { SurrogateLIF } from "../surrogate/surrogate-lif.ts";
import { type NirArray, type NirGraph, type NirNode, nested } from "./nir-graph.ts";

const VERSION = "1.0";
const MS = 1000;

/**
 * A chain of layers as a {@link NirGraph}: `Linear`, `LinearDense` and `Serial` of dense weights and LIF neurons, `LIF`, `SurrogateLIF` and `MembraneReadout`.
 *
 * Weights become `[out, in]`, times seconds. A `SurrogateLIF` of decay β is a LIF of τ = −dt/log β and resistance 1/(1 − β), since its current is not scaled by the
 * leak; `MembraneReadout` likewise is a leaky integrator (LI). What NIR has no words for is refused: delays, synapses other than delta, adaptation,
 * a refractory period, a reset by subtraction or elsewhere than to the rest.
 *
 * @param layers the chain
 * @param options `dtMs`: the step that decays count in, 1 by default
 * @throws SurenetError `E_UNSUPPORTED`
 * @example exportNir([new Linear(784, 256, { rng }), new SurrogateLIF({ decay: 0.9, reset: "zero" })]).nodes["0"].type // "Affine"
 */
export function exportNir(layers: readonly Module[], options: { readonly dtMs?: number } = {}): NirGraph {
  checkOptions("exportNir", options, ["dtMs"]);
  const { dtMs = 1 } = options;
  const parts = layers.flatMap((layer): [Module, number][] =>
    layer instanceof Serial ? [[layer.connection, layer.gain], [layer.neuron, 1]] : [[layer, 1]],
  ); // prettier-ignore
  let [width, inputs] = [0, 0];
  const nodes: [string, NirNode][] = parts.map(([part, gain], i) => {
    const [node, [from, to]] = nodeOf(part, { dtMs, gain, width });
    if (i === 0) inputs = from;
    width = to;
    return [String(i), node];
  });
  const names = ["input", ...nodes.map(([name]) => name), "output"];
  return {
    version: VERSION,
    type: "NIRGraph",
    nodes: Object.fromEntries([["input", { type: "Input", shape: [inputs] }], ...nodes, ["output", { type: "Output", shape: [width] }]]),
    edges: names.slice(1).map((name, i) => [names[i] ?? "", name] as const),
  };
}

type Made = [node: NirNode, sizes: [from: number, to: number]];

function nodeOf(part: Module, { dtMs, gain, width }: { dtMs: number; gain: number; width: number }): Made {
  const all = (value: number, n: number): NirArray => Array.from({ length: n }, () => value);
  const refuse = (problem: string): never => {
    throw unsupported({ where: "exportNir", problem });
  };
  if (part instanceof Linear) return affine(part.weight.value, part.bias?.value, 1);
  if (part instanceof LinearDense) {
    const { perSpike } = part.synapse;
    if (perSpike === undefined || part.delay !== undefined) return refuse("NIR's weights have neither delays nor synapses of their own");
    return affine(part.weight.value, part.bias?.value, gain * perSpike, gain);
  }
  if (part instanceof LIF) {
    const { tauMs, resistance, rest, threshold, reset, refractoryMs } = part;
    if (refractoryMs > 0) return refuse("NIR's neurons have no refractory period");
    const n = part.shape.reduce((product, side) => product * side, 1);
    return [{ type: "LIF", tau: all(tauMs / MS, n), r: all(resistance, n), v_leak: all(rest, n), v_threshold: all(threshold, n), v_reset: all(reset, n) }, [n, n]]; // prettier-ignore
  }
  if (part instanceof SurrogateLIF || part instanceof MembraneReadout) {
    if (!(part.decay > 0 && part.decay < 1)) return refuse("a decay of 0 or 1 is no time constant");
    const leak = { tau: all(-dtMs / Math.log(part.decay) / MS, width), r: all(1 / (1 - part.decay), width), v_leak: all(0, width) };
    if (part instanceof MembraneReadout) return [{ type: "LI", ...leak }, [width, width]];
    if (part.reset !== "zero") return refuse('NIR\'s neurons are reset to a voltage: reset "zero"');
    return [{ type: "LIF", ...leak, v_threshold: all(part.threshold, width), v_reset: all(0, width) }, [width, width]];
  }
  return refuse(`NIR has no ${part.constructor.name}`);
}

function affine(weight: Tensor, bias: Tensor | undefined, scale: number, biasScale = 1): Made {
  const [from = 0, to = 0] = weight.shape;
  const values = tidy(() => Float32Array.from(transpose(weight).dataSync(), (value) => value * scale));
  const matrix = nested(values, [to, from]);
  if (bias === undefined) return [{ type: "Linear", weight: matrix }, [from, to]];
  return [
    {
      type: "Affine",
      weight: matrix,
      bias: nested(
        Float32Array.from(bias.dataSync(), (value) => value * biasScale),
        [to],
      ),
    },
    [from, to],
  ];
}

import { type Tensor, gather, stack, tensor, tidy, unstack } from "@tensorflow/tfjs-core";
import { Linear, type Module } from "@surenet/nn";
import { createRng } from "@surenet/tensor-backend";
import { expectNoLeak } from "@surenet/testing";
import { expect, it } from "vitest";
import { LinearDense } from "../connections/linear-dense.ts";
import { Serial } from "../layers/serial.ts";
import { LIF } from "../neurons/lif.ts";
import { MembraneReadout } from "../surrogate/membrane-readout.ts";
import { SurrogateLIF } from "../surrogate/surrogate-lif.ts";
import { DeltaCurrent } from "../synapses/delta-current.ts";
import { exportNir } from "./export-nir.ts";
import { importNir } from "./import-nir.ts";
import type { NirGraph } from "./nir-graph.ts";

const rng = createRng(2);
const trained = (): Module[] => [
  new Linear(5, 4, { rng: createRng(1) }), new SurrogateLIF({ decay: 0.8, reset: "zero" }), new Linear(4, 3, { rng: createRng(2), bias: false }), new MembraneReadout({ decay: 0.8 }),
]; // prettier-ignore
const throughJson = (graph: NirGraph): NirGraph => JSON.parse(JSON.stringify(graph)) as NirGraph;
const run = (layers: readonly Module[], x: Tensor): Tensor => layers.reduce((value, layer) => layer.forward(value), x);
const release = (layers: readonly Module[]): void => layers.forEach((layer) => layer.dispose());

it("a trained network comes back from NIR with its outputs, as sequences", () => {
  const layers = trained();
  const back = importNir(throughJson(exportNir(layers)), { neurons: "sequence" });
  tidy(() => {
    const x = rng.normal([20, 6, 5], { std: 2 });
    expect(run(back, x)).toBeClose(Array.from(run(layers, x).dataSync()), 1e-4);
  });
  release([...layers, ...back]);
});

it("the same graph runs step by step: its spikes are those of the sequence", () => {
  const layers = trained().slice(0, 2);
  const graph = throughJson(exportNir(layers));
  expect(graph.nodes["1"]).toMatchObject({ type: "LIF", v_threshold: [1, 1, 1, 1], v_reset: [0, 0, 0, 0] });
  expect(graph.edges).toEqual([["input", "0"], ["0", "1"], ["1", "output"]]); // prettier-ignore
  const [linear, neurons] = importNir(graph) as [Linear, LIF];
  expect(neurons.tauMs).toBeCloseTo(-1 / Math.log(0.8), 6);
  tidy(() => {
    const x = rng.normal([20, 6, 5], { std: 2 });
    const steps = stack(unstack(x).map((frame) => neurons.forward(linear.forward(frame))));
    expect(Array.from(steps.dataSync())).toEqual(Array.from(run(layers, x).dataSync()));
  });
  release([...layers, linear, neurons]);
});

it("a layer of dense connections and LIF neurons goes there and back, charge and gain in the weights", () => {
  const connection = new LinearDense(5, 3, { rng, bias: true, synapse: (shape) => new DeltaCurrent([...shape], { dtMs: 0.5, charge: 2 }) });
  const layer = new Serial(connection, new LIF(3, { dtMs: 0.5, tauMs: 10, rest: -60, reset: -65, threshold: -55, resistance: 2 }), { gain: 1.5 }); // prettier-ignore
  const back = importNir(throughJson(exportNir([layer])), { dtMs: 0.5 });
  tidy(() => {
    const x = rng.bernoulli([30, 2, 5], { p: 0.5 });
    for (let step = 0; step < 30; step++) layer.forward(gather(x, step));
    for (let step = 0; step < 30; step++) run(back, gather(x, step));
    expect((back[1] as LIF).voltage).toBeClose(Array.from(layer.neuron.voltage.dataSync()), 1e-4);
  });
  release([layer, ...back]);
});

it("refuses what NIR cannot say, and graphs that are none", () => {
  const leaky = { dtMs: 1, tauMs: 10, rest: 0, reset: 0, threshold: 1 };
  const refused = (layers: readonly Module[], text: RegExp): void => {
    expect(() => exportNir(layers)).toThrowSurenet("E_UNSUPPORTED", text);
    release(layers);
  };
  refused([new LIF(2, { ...leaky, refractoryMs: 2 })], /refractory/);
  refused([new SurrogateLIF({ decay: 0.5 })], /reset "zero"/);
  refused([new SurrogateLIF({ decay: 1, reset: "zero" })], /no time constant/);
  expect(() => importNir({} as NirGraph)).toThrowSurenet("E_FILE", /no NIR graph/);
  const chain = (node: object): NirGraph => ({
    version: "1.0", type: "NIRGraph", edges: [["input", "a"], ["a", "output"]], nodes: { input: { type: "Input", shape: [1] }, a: node as never, output: { type: "Output", shape: [1] } },
  }); // prettier-ignore
  expect(() => importNir(chain({ type: "CubaLIF" }))).toThrowSurenet("E_UNSUPPORTED", /CubaLIF/);
  expect(() => importNir(chain({ type: "Linear", weight: [[1, 2], [3]] }))).toThrowSurenet("E_FILE", /no array of finite numbers/); // prettier-ignore
  const two = { tau: [0.01, 0.02], r: [1, 1], v_leak: [0, 0], v_threshold: [1, 1] };
  expect(() => importNir(chain({ type: "LIF", ...two }))).toThrowSurenet("E_VALUE", /differ/);
  expect(() => importNir({ ...chain({ type: "Linear", weight: [[1]] }), edges: [["input", "a"], ["a", "a"]] })).toThrowSurenet("E_FILE", /does not lead to one node/); // prettier-ignore
});

it("leaves nothing behind", async () => {
  await expectNoLeak(() => {
    const layers = trained();
    release([...layers, ...importNir(exportNir(layers), { neurons: "sequence" })]);
  });
});

it("takes a resistance up into the weights before it", () => {
  const layers = importNir({
    version: "1.0",
    type: "NIRGraph",
    nodes: {
      input: { type: "Input", shape: [1] },
      w: { type: "Affine", weight: [[3]], bias: [1] },
      n: { type: "LIF", tau: [0.001 / Math.LN2], r: [1], v_leak: [0], v_threshold: [1] },
      output: { type: "Output", shape: [1] },
    },
    edges: [["input", "w"], ["w", "n"], ["n", "output"]], // prettier-ignore
  }, { neurons: "sequence" }); // prettier-ignore
  // decay 1/2 and r = 1: the current counts by half, so the weights are halved
  tidy(() => void expect((layers[0] as Linear).forward(tensor([[1]]))).toBeClose([[2]]));
  release(layers);
});

import { type Tensor, memory, tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { buildModule, type Module } from "@surenet/nn";
import { createRng } from "@surenet/tensor-backend";
import { describe, expect, it } from "vitest";
import { LinearDense } from "../connections/linear-dense.ts";
import { LinearDirect } from "../connections/linear-direct.ts";
import { LIF } from "../neurons/lif.ts";
import { spikingModules } from "../spiking-modules.ts";
import { DeltaCurrent } from "../synapses/delta-current.ts";
import { Biclique } from "./biclique.ts";
import { RecurrentSerial } from "./recurrent-serial.ts";
import { Serial } from "./serial.ts";

const rng = createRng(3);
const synapse = (shape: readonly number[]): DeltaCurrent => new DeltaCurrent([...shape], { dtMs: 1, charge: 1 });
const dense = (from: number, to: number): LinearDense => new LinearDense(from, to, { rng, synapse });
const lif = (n: number): LIF => new LIF(n, { dtMs: 1, tauMs: 5, rest: 0, reset: 0, threshold: 0.5, refractoryMs: 2 });

const layers: readonly (readonly [string, () => Module & { clear(): void }])[] = [
  ["Serial", () => new Serial(dense(4, 3), lif(3), { gain: 2 })],
  ["Biclique", () => new Biclique({ inputs: { a: { connection: dense(4, 3), gain: 2 } }, outputs: { n: { neuron: lif(3) } }, combine: "mean" })],
  ["RecurrentSerial", () => new RecurrentSerial({ feedforward: dense(4, 3), neuron: lif(3), lateral: new LinearDirect(3, { rng, synapse }), partner: lif(3), feedback: dense(3, 3) })],
]; // prettier-ignore

describe.each(layers)("%s", (_, make) => {
  const frame = (): Tensor => tensor([[1, 0, 1, 1], [0, 1, 1, 0]]); // prettier-ignore
  const run = (layer: Module, steps: number): number[][] => tidy(() => Array.from({ length: steps }, () => Array.from(layer.forward(frame()).dataSync()))); // prettier-ignore

  it("starts anew after clear(), and fires", () => {
    using layer = make();
    const first = run(layer, 12);
    expect(first.flat()).toContain(1);
    layer.clear();
    expect(run(layer, 12)).toEqual(first);
  });

  it("refuses another batch before clear(), and keeps no tensor more however long it runs", () => {
    using layer = make();
    run(layer, 3);
    const before = memory().numTensors;
    run(layer, 50);
    expect(memory().numTensors).toBe(before);
    tidy(() => {
      expect(() => layer.forward(zeros([3, 4]))).toThrowSurenet("E_STATE", /clear\(\)/);
      layer.clear();
      expect(layer.forward(zeros([3, 4])).shape).toEqual([3, 3]);
    });
  });

  it("is built again from its JSON, with its outputs once it has its weights", () => {
    using layer = make();
    using copy = buildModule(JSON.parse(JSON.stringify(layer.toJSON())), spikingModules);
    copy.loadStateDict(layer.stateDict());
    expect(run(copy, 12)).toEqual(run(layer, 12));
  });
});

it("a biclique combines currents, and gives every population its own gain", () => {
  const [a, b] = [dense(1, 1), dense(1, 1)];
  tidy(() => {
    a.weight.assign(tensor([[0.2]]));
    b.weight.assign(tensor([[0.6]]));
  });
  const [n, m] = [new LIF(1, { dtMs: 1, tauMs: 1 / Math.LN2, rest: 0, reset: 0, threshold: 1 }), new LIF(1, { dtMs: 1, tauMs: 1 / Math.LN2, rest: 0, reset: 0, threshold: 1 })]; // prettier-ignore
  using layer = new Biclique({ inputs: { a: { connection: a }, b: { connection: b, gain: 2 } }, outputs: { n: { neuron: n }, m: { neuron: m, gain: 0.5 } }, combine: "max" }); // prettier-ignore
  tidy(() => {
    layer.step({ a: tensor([[1]]), b: tensor([[1]]) });
    expect(n.voltage).toBeClose([[0.6]]); // half of max(0.2, 2 · 0.6)
    expect(m.voltage).toBeClose([[0.3]]);
    expect(() => layer.step({ a: tensor([[1]]) })).toThrowSurenet("E_SHAPE", /a, b.*got "?a/);
    expect(() => layer.forward(tensor([[1]]))).toThrowSurenet("E_UNSUPPORTED", /step\(/);
  });
});

it("names the shapes that do not meet", () => {
  using connection = dense(4, 3);
  using neuron = lif(2);
  expect(() => new Serial(connection, neuron)).toThrowSurenet("E_OPTION", /neurons of shape \[3\]/);
  expect(() => new Biclique({ inputs: {}, outputs: { n: { neuron } } })).toThrowSurenet("E_OPTION", /at least one part/);
});

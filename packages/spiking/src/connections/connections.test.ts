import { memory, tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { createRng } from "@surenet/tensor-backend";
import { buildModule } from "@surenet/nn";
import { describe, expect, it } from "vitest";
import { DeltaCurrent } from "../synapses/delta-current.ts";
import { Conv2D } from "./conv2d.ts";
import type { Connection } from "./connection.ts";
import { LinearDense } from "./linear-dense.ts";
import { LinearDirect } from "./linear-direct.ts";
import { LinearLateral } from "./linear-lateral.ts";

const rng = createRng(1);
const synapse = (shape: readonly number[]): DeltaCurrent => new DeltaCurrent(shape, { dtMs: 1, charge: 1, delayMs: 2 });
const options = { rng, synapse, bias: true };
const makers: readonly (readonly [string, (delays: boolean) => Connection, number[]])[] = [
  ["LinearDense", (delays) => new LinearDense([2, 2], 3, { ...options, delays }), [1, 2, 2]],
  ["LinearDirect", (delays) => new LinearDirect(4, { ...options, delays }), [1, 4]],
  ["LinearLateral", (delays) => new LinearLateral(4, { ...options, delays }), [1, 4]],
  ["Conv2D", (delays) => new Conv2D([4, 4, 2], 3, { ...options, delays, kernel: [2, 3], padding: 1 }), [1, 4, 4, 2]],
];

describe.each(makers)("%s", (_, make, shape) => {
  const spikes = (seed: number): ReturnType<typeof tensor> => createRng(seed).bernoulli(shape);

  it("computes with delays of 0 what it computes without delays", () => {
    tidy(() => {
      using plain = make(false);
      using delayed = make(true);
      delayed.weight.assign(plain.weight.variable);
      if (plain.bias !== undefined) delayed.bias?.assign(plain.bias.variable);
      for (const seed of [1, 2, 3]) expect(delayed.forward(spikes(seed))).toBeClose(plain.forward(spikes(seed)));
    });
  });

  it("is made again from its JSON, and holds no more tensors however long it runs", () => {
    using connection = make(true);
    using twin = buildModule(JSON.parse(JSON.stringify(connection.toJSON())) as never, [
      Conv2D,
      DeltaCurrent,
      LinearDense,
      LinearDirect,
      LinearLateral,
    ]);
    expect(twin.toJSON()).toEqual(connection.toJSON());
    tidy(() => void connection.forward(spikes(1)));
    const before = memory().numTensors;
    for (let step = 0; step < 10; step++) tidy(() => void connection.forward(spikes(step)));
    expect(memory().numTensors).toBe(before);
  });
});

it("LinearDense weighs the current of each sender, after its delay", () => {
  tidy(() => {
    using connection = new LinearDense(2, 1, { rng, synapse, delays: true });
    connection.weight.assign(tensor([[3], [5]]));
    connection.delay?.assign(tensor([[0], [2]]));
    const out = [tensor([[1, 1]]), zeros([1, 2]), zeros([1, 2])].map((x) => connection.forward(x).dataSync()[0]);
    expect(out).toEqual([3, 0, 5]); // the second sender's spike arrives two steps later
  });
});

it("LinearLateral never reaches back to the sender, whatever is assigned", () => {
  tidy(() => {
    using connection = new LinearLateral(2, { rng, synapse });
    connection.weight.assign(tensor([[7, 1], [2, 7]])); // prettier-ignore
    expect(connection.forward(tensor([[1, 0]]))).toBeClose([[0, 1]]);
    expect(connection.weight.value).toBeClose([[0, 1], [2, 0]]); // prettier-ignore
  });
});

it("refuses what does not fit", () => {
  const forgetful = (shape: readonly number[]): DeltaCurrent => new DeltaCurrent(shape, { dtMs: 1, charge: 1 });
  expect(() => new LinearDense(0, 1, options)).toThrowSurenet("E_OPTION", /inShape/);
  expect(() => new LinearDense(2, 1, { rng, synapse: forgetful, delays: true })).toThrowSurenet("E_OPTION", /delayMs/);
  expect(() => new LinearDense(2, 1, { rng, synapse: () => forgetful([3]) })).toThrowSurenet("E_OPTION", /\[2\]/);
  expect(() => new Conv2D([4, 4, 1], 2, { ...options, kernel: 5 })).toThrowSurenet("E_OPTION", /kernel/);
  tidy(() => {
    using connection = new LinearDense(3, 1, options);
    expect(() => connection.forward(zeros([1, 4]))).toThrowSurenet("E_SHAPE", /\[batch, 3\].*\[1, 4\]/);
  });
});

import { ones, tidy } from "@tensorflow/tfjs-core";
import { twoMoons } from "@surenet/data";
import { CrossEntropyLoss } from "@surenet/losses";
import { Adam, Linear } from "@surenet/nn";
import { createRng } from "@surenet/tensor-backend";
import { expect, it } from "vitest";
import { Ensemble, fitEnsemble } from "./ensemble.ts";

it("trains members from starts of their own, repeatably", async () => {
  const data = twoMoons(60, { rng: createRng(1) });
  const options = {
    members: 2,
    data,
    loss: new CrossEntropyLoss(),
    epochs: 2,
    batchSize: 20,
    optimizer: () => new Adam({ learningRate: 0.1 }),
  };
  const train = () => fitEnsemble((rng) => new Linear(2, 2, { rng }), { ...options, rng: createRng(5) });
  const [{ model, results }, again] = [await train(), await train()];
  const weights = ({ members }: Ensemble): number[][] => members.map((member) => [...(member as Linear).weight.value.dataSync()]);
  expect(weights(model)).toEqual(weights(again.model));
  expect(weights(model)[0]).not.toEqual(weights(model)[1]);
  expect(results.map(({ history }) => history.length)).toEqual([2, 2]);
  model.dispose();
  again.model.dispose();
});

it("puts members in front, or takes the mean of their outputs", () => {
  tidy(() => {
    const rng = createRng(2);
    const members = [new Linear(2, 3, { rng }), new Linear(2, 3, { rng })];
    const model = new Ensemble(members);
    const x = ones([4, 2]);
    expect(model.forward(x, { samples: 2 }).shape).toEqual([2, 4, 3]);
    const [first, second] = members.map((member) => member.forward(x).dataSync());
    expect(model.forward(x).dataSync()[0]).toBeCloseTo(((first?.[0] ?? NaN) + (second?.[0] ?? NaN)) / 2, 6);
    expect(() => model.forward(x, { samples: 3 })).toThrowSurenet("E_OPTION", /at most 2/);
    expect(() => new Ensemble([])).toThrowSurenet("E_OPTION", /members/);
    model.dispose();
  });
});

import { type Tensor, fill, ones, slice, tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { Dropout, Linear, ReLU, Sequential as PlainSequential, loadModel, memoryStore, saveModel } from "@surenet/nn";
import { createRng } from "@surenet/tensor-backend";
import { expectNoLeak } from "@surenet/testing";
import { expect, it } from "vitest";
import * as bayes from "../index.ts";

const rng = createRng(7);
const numbers = (t: Tensor): number[] => [...t.dataSync()];

/** A model that answers for sure, but two members of it differ. */
function constant(logits: readonly number[]): Linear {
  const layer = new Linear(1, logits.length, { rng });
  layer.weight.assign(zeros([1, logits.length]));
  layer.bias?.assign(tensor([...logits]));
  return layer;
}

it("says how much of the uncertainty is disagreement", () => {
  tidy(() => {
    const x = ones([1, 1]);
    const [agree, differ] = [new bayes.Ensemble([constant([0, 0]), constant([0, 0])]), new bayes.Ensemble([constant([50, 0]), constant([0, 50])])]; // prettier-ignore
    const unsure = bayes.predict(agree, x, { rng });
    const torn = bayes.predict(differ, x, { rng });
    // both have the mean (½, ½); each member of the second is certain, so knowing the member would remove all of it
    for (const { mean, entropy } of [unsure, torn]) {
      expect(mean).toBeClose([[0.5, 0.5]]);
      expect(entropy).toBeClose([Math.log(2)]);
    }
    expect(unsure.mutualInformation).toBeClose([0]);
    expect(torn.mutualInformation).toBeClose([Math.log(2)]);
    expect(unsure.variance).toBeClose([[0, 0]]);
    expect(torn.variance).toBeClose([[0.25, 0.25]]);
    agree.dispose();
    differ.dispose();
  });
});

it("gives a row the same answer whatever stands beside it, and however many networks follow", () => {
  tidy(() => {
    const model = bayes.bayesianMlp([3, 8, 4], { rng, covariance: { kind: "diagonal", scale: 0.5 } });
    const x = rng.normal([6, 3]);
    const of = (input: Tensor): number[] => numbers(bayes.predict(model, input, { samples: 8, rng: createRng(2) }).mean);
    expect(of(slice(x, [2, 0], [2, 3]))).toEqual(of(x).slice(8, 16));
    const { mean } = bayes.predict(model, x, { samples: 1, rng: createRng(2) });
    const both = bayes.predict(model, x, { samples: 2, rng: createRng(2) });
    const spread = numbers(both.mean).map((value, i) => (value - (numbers(mean)[i] ?? NaN)) ** 2); // the second lies as far on the other side
    expect(both.variance).toBeClose(spread, 1e-6);
    expect(model.training).toBe(true);
    model.dispose();
  });
});

it("agrees with the moments of a linear model", () => {
  tidy(() => {
    const layer = new bayes.GaussianLinear(2, 1, { rng, covariance: { kind: "diagonal", scale: 0.3 } });
    const x = tensor([[1, 2]]);
    const { mean, variance } = bayes.predict(layer, x, { samples: 4000, rng: createRng(3), task: "regression" });
    const exact = layer.moments(x);
    expect(Math.abs((numbers(variance)[0] ?? NaN) / (numbers(exact.variance)[0] ?? NaN) - 1)).toBeLessThan(5 * Math.sqrt(2 / 4000));
    expect(mean).toBeClose(exact.mean, 0.06); // 5 √(0.54 / 4000)
    layer.dispose();
  });
});

it("has one probability for a binary logit", () => {
  tidy(() => {
    const model = new bayes.Ensemble([constant([Math.log(3)]), constant([0])]);
    const { mean, entropy } = bayes.predict(model, ones([2, 1]), { rng, task: "binary" });
    const p = (0.75 + 0.5) / 2;
    expect(mean).toBeClose([[p], [p]]);
    expect(entropy).toBeClose(fill([2], -p * Math.log(p) - (1 - p) * Math.log(1 - p)));
    model.dispose();
  });
});

it("counts a network of points as one", () => {
  tidy(() => {
    const model = constant([0, Math.log(3)]);
    const { mean, mutualInformation } = bayes.predict(model, ones([1, 1]), { rng });
    expect(mean).toBeClose([[0.25, 0.75]]);
    expect(mutualInformation).toBeClose([0], 0);
    model.dispose();
  });
});

it("draws dropout masks in evaluation, and leaves the layers' streams where they were", () => {
  tidy(() => {
    const body = new PlainSequential([
      new Linear(2, 32, { rng }),
      new ReLU(),
      new Dropout(0.5, { rng: createRng(1) }),
      new Linear(32, 2, { rng }),
    ]);
    const model = new bayes.McDropout(body).eval();
    const before = JSON.stringify(model.namedRngs().map(([, stream]) => stream.state));
    const [first, again] = [0, 0].map(() => numbers(bayes.predict(model, ones([1, 2]), { samples: 16, rng: createRng(4) }).variance));
    expect(first).toEqual(again);
    expect(Math.max(...(first ?? []))).toBeGreaterThan(0);
    expect(JSON.stringify(model.namedRngs().map(([, stream]) => stream.state))).toBe(before);
    expect(model.forward(ones([1, 2]), { samples: 3 }).shape).toEqual([3, 1, 2]);
    expect(numbers(model.forward(ones([1, 2])))).toEqual(numbers(body.forward(ones([1, 2]))));
    expect(() => new bayes.McDropout(new Linear(2, 2, { rng }))).toThrowSurenet("E_OPTION", /Dropout/);
    model.dispose();
  });
});

it("refuses what it cannot answer, and leaves no tensor behind", async () => {
  const model = bayes.bayesianMlp([2, 3], { rng });
  const x = ones([4, 2]);
  expect(() => bayes.predict(model, zeros([0, 2]), { rng })).toThrowSurenet("E_VALUE", /empty/);
  expect(() => bayes.predict(model, x, { rng, samples: 0 })).toThrowSurenet("E_OPTION", /samples/);
  expect(() => bayes.predict(model, x, { rng, task: "ranking" as "binary" })).toThrowSurenet("E_OPTION", /task/);
  expect(() => bayes.predict(model, x, { rng: undefined as never })).toThrowSurenet("E_OPTION", /rng/);
  await expectNoLeak(() => {
    for (const owned of Object.values(bayes.predict(model, x, { samples: 3, rng }))) owned.dispose();
  });
  model.dispose();
  x.dispose();
});

it.each(["Ensemble", "McDropout", "Sequential"])("keeps its predictions when saved and loaded: %s", async (kind) => {
  const member = (seed: number): bayes.Sequential => bayes.bayesianMlp([2, 4, 2], { rng: createRng(seed), features: true });
  const dropped = (): PlainSequential => new PlainSequential([new Dropout(0.3, { rng }), new Linear(2, 2, { rng })]);
  const model = kind === "Ensemble" ? new bayes.Ensemble([member(1), member(2)]) : kind === "McDropout" ? new bayes.McDropout(dropped()) : member(3); // prettier-ignore
  const store = memoryStore();
  await saveModel(store, model);
  const { model: loaded } = await loadModel(store, bayes.bayesModules);
  tidy(() => {
    const x = createRng(5).normal([3, 2]);
    const of = (from: typeof loaded): number[] => numbers(bayes.predict(from, x, { samples: 4, rng: createRng(6) }).mean);
    expect(of(loaded)).toEqual(of(model));
  });
  model.dispose();
  loaded.dispose();
});

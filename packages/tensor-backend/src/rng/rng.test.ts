import { type Tensor, setBackend, tidy } from "@tensorflow/tfjs-core";
import { defaultEngine, readableEngines } from "@surenet/testing";
import { expect, it } from "vitest";
import { type Rng, createRng } from "./rng.ts";

it("is reproducible and independent of what a parent has drawn", () => {
  const [a, b] = [createRng(7), createRng(7)];
  a.values.normal(13);
  expect(a.fork("x").values.uniform(4)).toEqual(b.fork("x").values.uniform(4));
  expect(a.fork("x").values.uniform(4)).not.toEqual(b.fork("y").values.uniform(4));
});

it('gives a fork\'s name its type: 1 and "1" are two streams', () => {
  const rng = createRng(7);
  expect(rng.fork(1).values.uniform(4)).not.toEqual(rng.fork("1").values.uniform(4));
  expect(rng.fork("ab").values.uniform(4)).not.toEqual(rng.fork("a").fork("b").values.uniform(4));
});

it("goes on from a state that was saved as JSON", () => {
  const rng = createRng(3);
  rng.values.poisson(5, { rate: 2 });
  const saved = JSON.stringify(rng.state);
  const want = rng.values.normal(6);
  const resumed = createRng(0);
  resumed.state = JSON.parse(saved) as Rng["state"];
  expect(resumed.values.normal(6)).toEqual(want);
});

it("gives the same tensors on every engine", async () => {
  const draw = (): number[] => tidy(() => Array.from(createRng(5).normal([4]).dataSync()));
  const want = draw();
  for (const engine of readableEngines) {
    await setBackend(engine);
    expect(draw()).toEqual(want);
  }
  await setBackend(defaultEngine);
});

it.each<[string, (rng: Rng) => Tensor, "float32" | "int32"]>([
  ["uniform", (rng) => rng.uniform([2, 3], { low: -1, high: 1 }), "float32"],
  ["normal", (rng) => rng.normal([2, 3], { mean: 1, std: 2 }), "float32"],
  ["truncatedNormal", (rng) => rng.truncatedNormal([2, 3]), "float32"],
  ["bernoulli", (rng) => rng.bernoulli([2, 3], { p: 0.3 }), "float32"],
  ["exponential", (rng) => rng.exponential([2, 3]), "float32"],
  ["poisson", (rng) => rng.poisson([2, 3]), "int32"],
  ["categorical", (rng) => rng.categorical([2, 3], { weights: [1, 2] }), "int32"],
])("%s fills a tensor with the numbers of the typed arrays", (name, draw, dtype) => {
  tidy(() => {
    const x = draw(createRng(9));
    expect([x.shape, x.dtype]).toEqual([[2, 3], dtype]);
    expect(x).toBeClose(draw(createRng(9)), 0);
    expect(x.dataSync().every(Number.isFinite), name).toBe(true);
  });
});

it("refuses seeds that would not give back what was asked for", () => {
  for (const seed of [-1, 0.5, NaN, 2 ** 53]) expect(() => createRng(seed)).toThrowSurenet("E_OPTION", /an integer from 0 to 2\^53/);
  expect(createRng(2 ** 40).values.uniform(2)).not.toEqual(createRng(0).values.uniform(2)); // both words of the seed count
});

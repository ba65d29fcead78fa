import { type Tensor, tensor, tidy } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { gaussian, logNormal, logNormalParameters, poisson } from "./distributions.ts";
import { isi } from "./isi.ts";
import { normalise, rescale } from "./rescale.ts";
import { exponentialSmoothing, holtSmoothing, type Trend } from "./smoothing.ts";
import { absMax, absMin, average, geometricMean, median, quantile, total, totalOver } from "./summaries.ts";
import { victorPurpuraDistance } from "./victor-purpura.ts";

it("summaries go along any axes, and leave out NaN when they are told to", () => {
  tidy(() => {
    const x = tensor([[1, NaN, 3], [-4, 5, 6]]); // prettier-ignore
    expect(total(x, { axis: 1, ignoreNan: true })).toBeClose([4, 7]);
    expect(average(x, { axis: 0, ignoreNan: true, keepDims: true })).toBeClose([[-1.5, 5, 4.5]]);
    expect([...total(x, { axis: 0 }).dataSync()]).toEqual([-3, NaN, 9]);
    expect(totalOver(x, { axis: -1, ignoreNan: true, denominator: 4 })).toBeClose([1, 1.75]);
    expect(total(x, { ignoreNan: true })).toBeClose(11);
    expect(median(tensor([4, 1, 3, 2]))).toBeClose(2.5);
    expect(quantile(tensor([10, 20, 30, 40]), { q: 0.1 })).toBeClose(13); // place 0.3
    expect(geometricMean(tensor([2, 0, 8]))).toBeClose(4);
    expect(absMax(tensor([[1, -3], [2, 3]]), { axis: 0 })).toBeClose([2, -3]); // prettier-ignore
    expect(absMin(tensor([-1, 2, 1]))).toBeClose(-1);
    expect(() => total(x, { axis: 2 })).toThrowSurenet("E_OPTION", /axes of \[2, 3\]/);
    expect(() => quantile(x, { q: 2 })).toThrowSurenet("E_OPTION", /a share/);
  });
});

it("normalise and rescale keep zeros and constants finite", () => {
  tidy(() => {
    expect(normalise(tensor([[3, -1], [0, 0]]), { scale: 2 })).toBeClose([[1.5, -0.5], [0, 0]]); // prettier-ignore
    expect(normalise(tensor([[3], [4]]), { order: 2, axis: 0 })).toBeClose([[0.6], [0.8]]);
    expect(rescale(tensor([1, 2, 5]), { low: 0, high: 8 })).toBeClose([0, 2, 8]);
    expect(rescale(tensor([7, 7]), { low: 2, high: 8 })).toBeClose([2, 2]);
    expect(rescale(tensor([0, 1]), { low: 0, high: 1, from: [-1, 1] })).toBeClose([0.5, 1]);
    expect(() => rescale(tensor([1]), { low: 0, high: 1, from: [1, 1] })).toThrowSurenet("E_OPTION", /smaller first/);
  });
});

it("smoothing follows a line exactly once it has its slope", () => {
  tidy(() => {
    const level = (x: number[], alpha: number): Tensor | undefined => x.reduce<Tensor | undefined>((before, value) => exponentialSmoothing(tensor([value]), before, { alpha }), undefined); // prettier-ignore
    expect(level([2, 4], 0.25)).toBeClose([2.5]);
    const trend = [1, 3, 5, 7].reduce<Trend | undefined>((state, value) => holtSmoothing(tensor([value]), state, { alpha: 0.3, beta: 0.4 }), undefined); // prettier-ignore
    expect(trend?.level).toBeClose([7]);
    expect(trend?.trend).toBeClose([2]);
    expect(() => exponentialSmoothing(tensor([1]), undefined, { alpha: 2 })).toThrowSurenet("E_OPTION", /alpha/);
  });
});

it("intervals and distances between trains", () => {
  tidy(() => {
    const [first, second] = isi(tensor([[1, 0], [0, 0], [1, 1]]), { dtMs: 2 }).dataSync(); // prettier-ignore
    expect([first, second]).toEqual([4, NaN]);
  });
  expect(victorPurpuraDistance([10, 50], [12], 0.1)).toBeCloseTo(1.2);
  expect(victorPurpuraDistance([1, 5], [1, 6], Infinity)).toBe(2);
  expect(victorPurpuraDistance([1, 5], [2, 6, 9], 0)).toBe(1);
  expect(() => victorPurpuraDistance([1], [1], -1)).toThrowSurenet("E_VALUE", /cost/);
});

it("distributions keep their tails", () => {
  const normal = gaussian(0, 1);
  expect(normal.cumulative(1.959963984540054)).toBeCloseTo(0.975, 12);
  // Mills: Φ(−20) = φ(20)/20 · (1 − 1/400 + 3/160000 − …)
  expect(normal.logCumulative(-20)).toBeCloseTo(-200 - Math.log(20 * Math.sqrt(2 * Math.PI)) + Math.log(1 - 1 / 400 + 3 / 160000), 6);
  expect(normal.logCumulative(10)).toBeCloseTo(-7.61985e-24, 28);
  expect(poisson(2).density(3)).toBeCloseTo((8 * Math.exp(-2)) / 6, 12);
  expect(poisson(2).cumulative(40)).toBeCloseTo(1, 12);
  expect(poisson(30).logDensity(1000)).toBeCloseTo(1000 * Math.log(30) - 30 - 5912.128178488163, 6); // log 1000!
  expect(logNormalParameters({ mean: Math.exp(0.5), variance: Math.E * (Math.E - 1) })).toEqual({ location: expect.closeTo(0, 12), scale: expect.closeTo(1, 12) }); // prettier-ignore
  expect(logNormal(0.3, 0.5).cumulative(Math.exp(0.3))).toBeCloseTo(0.5, 12);
  expect(() => gaussian(0, 0)).toThrowSurenet("E_OPTION", /std/);
});

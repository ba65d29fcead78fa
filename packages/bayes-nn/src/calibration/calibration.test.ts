import { ones, tensor, tensor1d, zeros } from "@tensorflow/tfjs-core";
import { createRng } from "@surenet/tensor-backend";
import { describe, expect, it } from "vitest";
import * as bayes from "../index.ts";
import { labelledRows, readLabelledRows } from "./labelled-rows.ts";

/** Four rows of two classes: sure and right, sure and wrong, unsure and right, unsure and wrong. */
const rows = labelledRows({ classes: 2, values: [0.9, 0.1, 0.9, 0.1, 0.6, 0.4, 0.4, 0.6], labels: [0, 1, 0, 0] });

/** Rows whose labels are drawn from their own probabilities, so that they are calibrated. */
function calibrated(count: number): bayes.LabelledRows {
  const rng = createRng(4);
  const [shares, draws] = [rng.fork("p").values.uniform(count), rng.fork("y").values.uniform(count)];
  const values = Float64Array.from({ length: 2 * count }, (_, i) => (i % 2 === 0 ? (shares[i >> 1] ?? 0) : 1 - (shares[i >> 1] ?? 0)));
  return labelledRows({ classes: 2, values, labels: Array.from(draws, (u, i) => Number(u >= (shares[i] ?? 0))) });
}

describe("labelled rows", () => {
  it("are read from the engine, and checked", async () => {
    const [p, y] = [tensor([[0.5, 0.5], [0.25, 0.75]]), tensor1d([0, 1], "int32")]; // prettier-ignore
    expect(await readLabelledRows(p, y)).toEqual({
      rows: 2,
      classes: 2,
      values: Float64Array.of(0.5, 0.5, 0.25, 0.75),
      labels: Int32Array.of(0, 1),
    });
    const wrong = tensor1d([0, 2], "int32");
    await expect(readLabelledRows(p, wrong)).rejects.toThrowSurenet("E_VALUE", /label 1 is not a class/);
    const floats = ones([2]);
    await expect(readLabelledRows(p, floats)).rejects.toThrowSurenet("E_DTYPE", /class numbers/);
    const [none, empty] = [zeros([0, 2]), zeros([0], "int32")];
    await expect(readLabelledRows(none, empty)).rejects.toThrowSurenet("E_VALUE", /no predictions/);
    await expect(readLabelledRows(p, empty)).rejects.toThrowSurenet("E_SHAPE");
    for (const owned of [p, y, wrong, floats, none, empty]) owned.dispose();
  });

  it("must be distributions where they are scored", () => {
    const logits = labelledRows({ classes: 2, values: [3, -1], labels: [0] });
    for (const score of [bayes.negativeLogLikelihood, bayes.brierScore, bayes.expectedCalibrationError])
      expect(() => score(logits)).toThrowSurenet("E_VALUE", /no distribution/);
  });
});

it("scores rows by their closed forms", () => {
  expect(bayes.accuracyOf(rows)).toBe(0.5);
  expect(bayes.negativeLogLikelihood(rows)).toBeCloseTo(-(Math.log(0.9) + Math.log(0.1) + Math.log(0.6) + Math.log(0.4)) / 4);
  expect(bayes.brierScore(rows)).toBeCloseTo((2 * 0.01 + 2 * 0.81 + 2 * 0.16 + 2 * 0.36) / 4);
  expect(bayes.negativeLogLikelihood(labelledRows({ classes: 2, values: [1, 0], labels: [1] }))).toBeCloseTo(-Math.log(1e-38));
});

it("finds the gap between confidence and accuracy", () => {
  // half of the rows at 0.9 are right, and half of those at 0.6: (0.4 + 0.1) / 2
  expect(bayes.expectedCalibrationError(rows)).toBeCloseTo(0.25);
  expect(bayes.expectedCalibrationError(rows, { bins: 1 })).toBeCloseTo(0.25); // 0.75 sure, 0.5 right
  expect(bayes.expectedCalibrationError(rows, { bins: 2, adaptive: true })).toBeCloseTo(0.25);
  const many = calibrated(20_000);
  expect(bayes.expectedCalibrationError(many)).toBeLessThan(0.02); // about √(2/π) · 0.4 · √(15 / 20000) = 0.009
  expect(bayes.expectedCalibrationError(many, { adaptive: true })).toBeLessThan(0.02);
  expect(() => bayes.reliabilityDiagram(rows, { bins: 0 })).toThrowSurenet("E_OPTION", /bins/);
});

it("draws the diagram with a bar for each bin", () => {
  const diagram = bayes.reliabilityDiagram(rows, { bins: 10 });
  expect(diagram).toEqual([
    { count: 2, confidence: 0.6, accuracy: 0.5, from: 0.5, to: 0.6 },
    { count: 2, confidence: 0.9, accuracy: 0.5, from: 0.8, to: 0.9 },
  ]);
  const svg = bayes.reliabilitySvg(diagram, { title: "a < b" });
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  expect(svg.match(/<g>/g)).toHaveLength(2);
  expect(svg).toContain("a &lt; b");
});

it("rewards a model that knows which rows are wrong", () => {
  // ordered by uncertainty: row 0 right, row 2 right, row 1 wrong, row 3 wrong
  const uncertainty = [0.1, 0.8, 0.2, 0.9];
  expect(bayes.aurc(rows, uncertainty)).toBeCloseTo((0 + 0 + 1 / 3 + 2 / 4) / 4);
  expect(bayes.errorsRemoved(rows, uncertainty, { share: 0.25 })).toBe(0.5);
  expect(bayes.errorsRemoved(rows, uncertainty, { share: 0.5 })).toBe(1);
  expect(bayes.auroc([0.1, 0.4], [0.4, 0.9])).toBe(0.875);
  expect(() => bayes.aurc(rows, [1, 2])).toThrowSurenet("E_SHAPE");
  expect(() => bayes.errorsRemoved(rows, uncertainty, { share: 1 })).toThrowSurenet("E_OPTION");
  expect(() => bayes.errorsRemoved(labelledRows({ classes: 2, values: [1, 0], labels: [0] }), [0], { share: 0.5 })).toThrowSurenet("E_VALUE", /no errors/); // prettier-ignore
  expect(() => bayes.auroc([], [1])).toThrowSurenet("E_VALUE");
});

describe("temperature", () => {
  it("undoes a factor on calibrated logits", () => {
    const { values, labels } = calibrated(20_000);
    const sharpened = labelledRows({ classes: 2, values: values.map((p) => 3 * Math.log(p)), labels });
    const { temperature, nll } = bayes.fitTemperature(sharpened);
    expect(temperature).toBeGreaterThan(2.85);
    expect(temperature).toBeLessThan(3.15);
    expect(nll).toBeLessThan(bayes.negativeLogLikelihood(labelledRows({ classes: 2, values, labels })) + 1e-9);
    const single = values.filter((_, i) => i % 2 === 1).map((p) => 3 * Math.log(p / (1 - p)));
    const binary = bayes.fitTemperature(labelledRows({ classes: 1, values: single, labels }), { loss: "bceWithLogits" });
    expect(binary.temperature).toBeCloseTo(temperature, 6); // the same problem in another form
  });

  it("stops at its bounds where there is no minimum", () => {
    const wrong = labelledRows({ classes: 2, values: [5, 0], labels: [1] });
    expect(bayes.fitTemperature(wrong).temperature).toBeCloseTo(Math.exp(10), 3);
    expect(bayes.fitTemperature(wrong).nll).toBeCloseTo(Math.log(2), 3);
  });

  it("is refused for other losses and other columns, and set in an output layer only", () => {
    const logits = labelledRows({ classes: 2, values: [5, 0], labels: [1] });
    expect(() => bayes.fitTemperature(logits, { loss: "mse" as "crossEntropy" })).toThrowSurenet("E_OPTION", /loss/);
    expect(() => bayes.fitTemperature(logits, { loss: "bceWithLogits" })).toThrowSurenet("E_OPTION", /2 columns/);
    const rng = createRng(0);
    const [model, hidden] = [bayes.bayesianMlp([2, 3], { rng }), new bayes.GaussianLinear(2, 3, { rng })];
    bayes.setTemperature(model, 2);
    const x = ones([1, 2]);
    const [train, evaluated] = [model.forward(x, { samples: 0 }), model.eval().forward(x)];
    expect([...evaluated.dataSync()].map((value) => 2 * value)).toEqual([...train.dataSync()]);
    expect(() => bayes.setTemperature(model, 0)).toThrowSurenet("E_OPTION");
    expect(() => bayes.setTemperature(hidden, 2)).toThrowSurenet("E_STATE", /no output layer/);
    for (const owned of [model, hidden, x, train, evaluated]) owned.dispose();
  });
});

describe("conformal sets", () => {
  it("take the smallest probability that enough calibration labels had", () => {
    // label probabilities 0.9, 0.8, 0.7, 0.6: scores 0.1 to 0.4; ⌈5 · 0.6⌉ = the third smallest, 0.3
    const own = labelledRows({ classes: 2, values: [0.9, 0.1, 0.2, 0.8, 0.7, 0.3, 0.4, 0.6], labels: [0, 1, 0, 1] });
    const rule = bayes.conformalSets(own, { alpha: 0.4 });
    expect(rule.threshold).toBeCloseTo(0.7);
    expect(rule.sets({ rows: 2, classes: 2, values: Float64Array.of(0.75, 0.25, 0.5, 0.5) })).toEqual([[0], []]);
  });

  it("cover new rows as often as promised", () => {
    const all = calibrated(8000);
    const part = (from: number): bayes.LabelledRows => labelledRows({ classes: 2, values: all.values.subarray(2 * from, 2 * (from + 4000)), labels: all.labels.subarray(from, from + 4000) }); // prettier-ignore
    const fresh = part(4000);
    const sets = bayes.conformalSets(part(0), { alpha: 0.1 }).sets(fresh);
    const covered = sets.filter((set, i) => set.includes(fresh.labels[i] ?? -1)).length / 4000;
    expect(Math.abs(covered - 0.9)).toBeLessThan(5 * Math.sqrt((2 * 0.09) / 4000)); // of both halves
  });

  it("need enough rows for alpha", () => {
    expect(() => bayes.conformalSets(rows, { alpha: 0.1 })).toThrowSurenet("E_VALUE", /at least 9 rows/);
    expect(() => bayes.conformalSets(rows, { alpha: 1 })).toThrowSurenet("E_OPTION", /alpha/);
  });
});

it("counts what Gaussian intervals cover", () => {
  // 90% of the normal distribution lies within 1.6449
  const { covered, standardError } = bayes.intervalCoverage({ mean: [0, 0, 1, 1], std: [1, 1, 2, 2] }, [1.64, 1.65, 4.28, 4.3], {
    level: 0.9,
  });
  expect([covered, standardError]).toEqual([0.5, Math.sqrt(0.09 / 4)]);
  expect(bayes.intervalCoverage({ mean: [0, 0], std: [1, 1] }, [5.7, 5.8], { level: 1 - 1e-8 }).covered).toBe(0.5); // z = 5.7307
  expect(() => bayes.intervalCoverage({ mean: [0], std: [0] }, [1], { level: 0.9 })).toThrowSurenet("E_VALUE", /not positive/);
  expect(() => bayes.intervalCoverage({ mean: [0], std: [1] }, [1, 2], { level: 0.9 })).toThrowSurenet("E_SHAPE");
  expect(() => bayes.intervalCoverage({ mean: [], std: [] }, [], { level: 0.9 })).toThrowSurenet("E_VALUE", /no targets/);
  expect(() => bayes.intervalCoverage({ mean: [0], std: [1] }, [1], { level: 90 })).toThrowSurenet("E_OPTION");
});

import { type Tensor, cast, ones, stack, tensor, tensor1d, tidy, zeros } from "@tensorflow/tfjs-core";
import { expectNoLeak } from "@surenet/testing";
import { loadModel, memoryStore, saveModel } from "@surenet/nn";
import { describe, expect, it } from "vitest";
import { MaxRateClassifier } from "./max-rate-classifier.ts";

const labels = (...classes: number[]): Tensor => tensor1d(classes, "int32");

describe("MaxRateClassifier", () => {
  it("assigns each neuron to the class at which it fired most", () => {
    tidy(() => {
      using readout = new MaxRateClassifier(2, 2);
      readout.update(tensor([[3, 0], [1, 2]]), labels(0, 1)); // prettier-ignore
      expect(readout.rates).toBeClose([[3, 1], [0, 2]]); // prettier-ignore
      expect(readout.proportions).toBeClose([[0.75, 0.25], [0, 1]]); // prettier-ignore
      expect(readout.assignments).toBeClose([0, 1]);
      expect(readout.occurrences).toBeClose([1, 1]);
      // 4 spikes of neuron 1, all its rate is class 1's: 4 · 1 / 1
      expect(readout.regress(tensor([[0, 4]]))).toBeClose([[0, 4]]);
      expect(readout.classify(tensor([[0, 4]]))).toBeClose([1]);
    });
  });

  it("adds rates up, fading a class by exp(-decay · n) for its n samples only", () => {
    tidy(() => {
      using readout = new MaxRateClassifier(1, 2, { decay: Math.LN2 });
      readout.update(tensor([[4], [8]]), labels(0, 1));
      readout.update(tensor([[1], [3]]), labels(0, 0)); // 4 · 2^-2 + (1 + 3) / 2 = 3; class 1 stays
      expect(readout.rates).toBeClose([[3, 8]]);
    });
  });

  it("is all zero before the first update, and counts silent neurons for class 0 after it", () => {
    tidy(() => {
      using readout = new MaxRateClassifier(3, 2);
      expect(readout.occurrences).toBeClose([0, 0]);
      expect(readout.regress(ones([1, 3]))).toBeClose([[0, 0]]);
      readout.update(zeros([1, 3]), labels(1));
      expect(readout.occurrences).toBeClose([3, 0]);
    });
  });

  it("gives ties to the lowest class", () => {
    tidy(() => {
      using readout = new MaxRateClassifier(2, 3);
      readout.rates = tensor([[0, 2, 2], [1, 1, 1]]); // prettier-ignore
      expect(readout.assignments).toBeClose([1, 0]);
      expect(readout.classify(zeros([1, 2]))).toBeClose([0]);
    });
  });

  it("classifies before it learns, and averages over a leading time axis of any type", () => {
    tidy(() => {
      using readout = new MaxRateClassifier(2, 2);
      const spikes = stack([tensor([[1, 0], [0, 1]]), tensor([[1, 0], [0, 0]])]); // prettier-ignore
      const typed = cast(spikes, "bool");
      const [classes, logits] = readout.forward(typed, labels(0, 1), { logits: true });
      expect(classes).toBeClose([0, 0]);
      expect(logits).toBeClose([[0, 0], [0, 0]]); // prettier-ignore
      expect(readout.rates).toBeClose([[1, 0], [0, 0.5]]); // prettier-ignore
      expect(readout.forward(spikes, null)).toBeClose([0, 1]);
      expect(readout.forward(spikes, labels(0, 1), { logits: null })).toBeNull();
      expect(readout.rates).toBeClose([[2, 0], [0, 1]]); // prettier-ignore
    });
  });

  it("keeps its rates when saved and loaded, and derives the rest", async () => {
    using readout = new MaxRateClassifier([2, 2], 3, { decay: Infinity });
    tidy(() => readout.update(tensor([1, 0, 0, 2], [1, 2, 2]), labels(2)));
    const store = memoryStore();
    await saveModel(store, readout);
    const { model } = await loadModel(store, [MaxRateClassifier]);
    expect(model).toBeInstanceOf(MaxRateClassifier);
    if (model instanceof MaxRateClassifier) {
      expect(model.decay).toBe(Infinity);
      expect(model.assignments).toBeClose([2, 0, 0, 2]);
      expect(model.occurrences).toBeClose([2, 0, 2]);
    }
    model.dispose();
  });

  it("leaks nothing, refusals included", async () => {
    await expectNoLeak(() =>
      tidy(() => {
        using readout = new MaxRateClassifier(4, 3);
        readout.forward(ones([5, 2, 4]), labels(0, 1));
        expect(() => readout.update(ones([2, 5]), labels(0, 1))).toThrowSurenet("E_SHAPE");
        expect(readout.proportions.shape).toEqual([4, 3]);
      }),
    );
  });

  it.each<[string, (readout: MaxRateClassifier) => unknown, string, RegExp]>([
    ["fewer labels than samples", (r) => r.update(ones([2, 4]), labels(1)), "E_SHAPE", /\[2\].*\[1\]/],
    ["more neurons than its own", (r) => r.update(ones([2, 5]), labels(0, 1)), "E_SHAPE", /\[batch, 4\].*\[2, 5\]/],
    ["a label beyond the classes", (r) => r.update(ones([2, 4]), labels(0, 3)), "E_VALUE", /label 1.*0 to 2.*got 3/],
    ["a negative label", (r) => r.update(ones([1, 4]), labels(-1)), "E_VALUE", /got -1/],
    ["labels of floats", (r) => r.update(ones([1, 4]), tensor1d([0])), "E_DTYPE", /int32.*float32/],
    ["a rate that is not a number", (r) => r.update(tensor([[0, NaN, 0, 0]]), labels(0)), "E_VALUE", /element 1.*NaN/],
    ["a negative rate", (r) => r.regress(tensor([[0, 0, -1, 0]])), "E_VALUE", /element 2.*-1/],
    ["rates of another shape", (r) => (r.rates = ones([5, 7])), "E_SHAPE", /\[4, 3\].*\[5, 7\]/],
    ["negative rates", (r) => (r.rates = tensor([-1, ...Array<number>(11).fill(0)], [4, 3])), "E_VALUE", /element 0/],
    ["integers without a time axis", (r) => r.forward(ones([2, 4], "int32"), null), "E_DTYPE", /float32.*int32/],
    ["two leading axes too many", (r) => r.forward(ones([5, 5, 2, 4]), null), "E_SHAPE", /\[batch, 4\]/],
    ["missing labels", (r) => r.forward(ones([2, 4])), "E_VALUE", /null/],
    ["an unknown option", (r) => r.regress(ones([2, 4]), { porportional: true } as object), "E_OPTION", /proportional/],
  ])("refuses %s", (_, call, code, message) => {
    tidy(() => {
      using readout = new MaxRateClassifier(4, 3);
      expect(() => call(readout)).toThrowSurenet(code, message);
    });
  });

  it.each([[0, 3, {}], [[2, 2.5], 3, {}], [[], 3, {}], [4, 0, {}], [4, 2.5, {}], [4, 3, { decay: -0.1 }], [4, 3, { decay: NaN }], [4, 3, { dceay: 1 }]])(
    "refuses shape %j, classes %j, options %j",
    (shape, classes, options: object) => {
      expect(() => new MaxRateClassifier(shape, classes, options)).toThrowSurenet("E_OPTION");
    },
  ); // prettier-ignore
});

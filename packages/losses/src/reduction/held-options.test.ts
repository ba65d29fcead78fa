import { type Tensor, ones, tensor, tensor1d, tidy } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import * as losses from "../index.ts";

const x = (): Tensor => tensor([[0.2, 0.7], [0.6, 0.1]]); // prettier-ignore
const y = (): Tensor => tensor([[0, 1], [1, 0]]); // prettier-ignore
const indices = (): Tensor => tensor1d([1, 0], "int32");

/** Every class beside its function, with an option that changes the value. */
const pairs: readonly [string, () => Tensor, () => Tensor][] = [
  ["BCELoss", () => new losses.BCELoss({ reduction: "sum" }).forward(x(), y()), () => losses.bceLoss(x(), y(), { reduction: "sum" })],
  ["BCEWithLogitsLoss", () => new losses.BCEWithLogitsLoss({ reduction: "sum" }).forward(x(), y()), () => losses.bceWithLogits(x(), y(), { reduction: "sum" })],
  ["BoxIoULoss", () => new losses.BoxIoULoss({ kind: "iou" }).forward(boxes(0), boxes(0.1)), () => losses.boxIouLoss(boxes(0), boxes(0.1), { kind: "iou" })],
  ["CosineEmbeddingLoss", () => new losses.CosineEmbeddingLoss({ margin: 0.1 }).forward([x(), y()], tensor1d([1, -1])), () => losses.cosineEmbeddingLoss([x(), y()], tensor1d([1, -1]), { margin: 0.1 })],
  ["CrossEntropyLoss", () => new losses.CrossEntropyLoss({ labelSmoothing: 0.1 }).forward(x(), indices()), () => losses.crossEntropy(x(), indices(), { labelSmoothing: 0.1 })],
  ["CTCLoss", () => new losses.CTCLoss({ blankId: 1 }).forward(sequences()), () => losses.ctcLoss(sequences(), { blankId: 1 })],
  ["DiceLoss", () => new losses.DiceLoss({ smooth: 2 }).forward(x(), y()), () => losses.diceLoss(x(), y(), { smooth: 2 })],
  ["FocalLoss", () => new losses.FocalLoss({ gamma: 1 }).forward(x(), y()), () => losses.focalLoss(x(), y(), { gamma: 1 })],
  ["GaussianNLLLoss", () => new losses.GaussianNLLLoss({ full: true }).forward(x(), y(), ones([2, 2])), () => losses.gaussianNllLoss(x(), y(), ones([2, 2]), { full: true })],
  ["HuberLoss", () => new losses.HuberLoss({ delta: 0.1 }).forward(x(), y()), () => losses.huberLoss(x(), y(), { delta: 0.1 })],
  ["KLDivLoss", () => new losses.KLDivLoss({ reduction: "batchmean" }).forward(x(), y()), () => losses.klDivLoss(x(), y(), { reduction: "batchmean" })],
  ["LogCoshLoss", () => new losses.LogCoshLoss({ reduction: "sum" }).forward(x(), y()), () => losses.logCoshLoss(x(), y(), { reduction: "sum" })],
  ["MSELoss", () => new losses.MSELoss({ reduction: "sum" }).forward(x(), y()), () => losses.mseLoss(x(), y(), { reduction: "sum" })],
  ["MSLELoss", () => new losses.MSLELoss({ reduction: "sum" }).forward(x(), y()), () => losses.msleLoss(x(), y(), { reduction: "sum" })],
  ["MultiLabelMarginLoss", () => new losses.MultiLabelMarginLoss({ reduction: "sum" }).forward(x(), y()), () => losses.multiLabelMarginLoss(x(), y(), { reduction: "sum" })],
  ["MultiLabelSoftMarginLoss", () => new losses.MultiLabelSoftMarginLoss({ reduction: "sum" }).forward(x(), y()), () => losses.multiLabelSoftMarginLoss(x(), y(), { reduction: "sum" })],
  ["MultiMarginLoss", () => new losses.MultiMarginLoss({ margin: 0.5 }).forward(x(), indices()), () => losses.multiMarginLoss(x(), indices(), { margin: 0.5 })],
  ["NLLLoss", () => new losses.NLLLoss({ reduction: "sum" }).forward(x(), indices()), () => losses.nllLoss(x(), indices(), { reduction: "sum" })],
  ["NTXentLoss", () => new losses.NTXentLoss({ temperature: 0.2 }).forward([x(), y()]), () => losses.ntXentLoss([x(), y()], { temperature: 0.2 })],
  ["PoissonNLLLoss", () => new losses.PoissonNLLLoss({ full: true }).forward(x(), y()), () => losses.poissonNllLoss(x(), y(), { full: true })],
  ["PolyLoss", () => new losses.PolyLoss({ epsilon: 2 }).forward(x(), indices()), () => losses.polyLoss(x(), indices(), { epsilon: 2 })],
  ["QuantileLoss", () => new losses.QuantileLoss({ quantile: 0.9 }).forward(x(), y()), () => losses.quantileLoss(x(), y(), { quantile: 0.9 })],
  ["SmoothL1Loss", () => new losses.SmoothL1Loss({ beta: 0.1 }).forward(x(), y()), () => losses.smoothL1Loss(x(), y(), { beta: 0.1 })],
  ["SoftMarginLoss", () => new losses.SoftMarginLoss({ reduction: "sum" }).forward(x(), y()), () => losses.softMarginLoss(x(), y(), { reduction: "sum" })],
  ["SparsemaxLoss", () => new losses.SparsemaxLoss({ reduction: "sum" }).forward(x(), y()), () => losses.sparsemaxLoss(x(), y(), { reduction: "sum" })],
  ["TripletMarginLoss", () => new losses.TripletMarginLoss({ margin: 2 }).forward(triplet()), () => losses.tripletMarginLoss(triplet(), { margin: 2 })],
]; // prettier-ignore

const boxes = (by: number): Tensor => tensor([[by, by, 1 + by, 1 + by]]);
const sequences = (): losses.CtcSequences => ({ logits: tensor([[[0.1, 0.4], [0.3, 0]]]), labels: tensor([[0]], [1, 1], "int32") }); // prettier-ignore
const triplet = (): losses.Triplet => ({ anchor: x(), positive: y(), negative: ones([2, 2]) });

it.each(pairs)("%s is its function with the options held", (_, held, called) => {
  tidy(() => {
    const want = called();
    expect(held()).toBeClose(want, 0);
  });
});

it("checks the names of options when it is made", () => {
  expect(() => new losses.FocalLoss({ gama: 1 } as object)).toThrowSurenet("E_OPTION", /FocalLoss.*gama.*gamma/);
  expect(() => new losses.DiceLoss({ reduction: "avg" as "mean" })).toThrowSurenet("E_OPTION", /reduction.*avg/);
});

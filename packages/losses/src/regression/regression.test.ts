import { tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { testLoss } from "@surenet/testing";
import { huberLoss, smoothL1Loss } from "./huber.ts";
import { L1Loss, l1Loss } from "./l1.ts";
import { l2Loss } from "./l2.ts";
import { logCoshLoss } from "./log-cosh.ts";
import { MAELoss } from "./mae.ts";
import { MSELoss, mseLoss } from "./mse.ts";
import { msleLoss } from "./msle.ts";

const input = (): ReturnType<typeof tensor> => tensor([3, 0.5]);
const target = (): ReturnType<typeof tensor> => tensor([0, 1.5]); // errors 3 and -1

testLoss({ name: "l1Loss", loss: (x, y) => l1Loss(x, y), input, target, value: 2 }); // (3 + 1) / 2
testLoss({ name: "mseLoss", loss: (x, y) => mseLoss(x, y), input, target, value: 5 }); // (9 + 1) / 2
testLoss({ name: "l2Loss", loss: (x, y) => l2Loss(x, y, { reduction: "none" }), input, target, value: [4.5, 0.5] });
testLoss({ name: "huberLoss", loss: (x, y) => huberLoss(x, y, { delta: 2, reduction: "none" }), input, target, value: [4, 0.5] }); // 2 (3 - 1), 1/2
testLoss({ name: "smoothL1Loss", loss: (x, y) => smoothL1Loss(x, y, { beta: 2, reduction: "none" }), input, target, value: [2, 0.25] }); // those / 2
testLoss({
  name: "logCoshLoss",
  loss: (x, y) => logCoshLoss(x, y, { reduction: "none" }),
  input,
  target,
  value: [Math.log(Math.cosh(3)), Math.log(Math.cosh(1))],
});
testLoss({
  name: "msleLoss",
  loss: (x, y) => msleLoss(x, y),
  input: () => tensor([0, Math.E - 1]),
  target: () => tensor([Math.E - 1, 0]),
  value: 1,
}); // (0 - 1)², (1 - 0)²

it("reduces over an axis, and keeps every element for none", () => {
  tidy(() => {
    const [x, y] = [tensor([[1, 2], [3, 4]]), zeros([2, 2])]; // prettier-ignore
    expect(mseLoss(x, y, { axis: 0 })).toBeClose([5, 10]); // (1 + 9) / 2, (4 + 16) / 2
    expect(l1Loss(x, y, { axis: 1, reduction: "sum" })).toBeClose([3, 7]);
    expect(new MAELoss({ axis: 1, reduction: "none" }).forward(x, y)).toBeClose(x);
  });
});

it("adds up the losses of a tree's leaves", () => {
  tidy(() => {
    const [a, b] = [tensor([1, 3]), tensor([2])];
    expect(new MSELoss().forward({ a, b }, { a: zeros([2]), b: zeros([1]) })).toBeClose(9); // (1 + 9) / 2 + 4
  });
});

it("stays finite for errors of 1e4", () => {
  tidy(() => {
    const [x, y] = [tensor([1e4, -1e4]), zeros([2])];
    expect(huberLoss(x, y)).toBeClose(1e4 - 0.5);
    expect(logCoshLoss(x, y)).toBeClose(1e4 - Math.LN2);
  });
});

it("refuses what cannot be compared, and says both shapes", () => {
  tidy(() => {
    expect(() => mseLoss(zeros([3, 4]), zeros([4]))).toThrowSurenet("E_SHAPE", /expected \[3, 4\], got \[4\]/);
    expect(() => new L1Loss().forward(zeros([2]), zeros([2], "int32"))).toThrowSurenet("E_DTYPE", /int32/);
    expect(() => mseLoss({ a: zeros([2]) }, { b: zeros([2]) })).toThrowSurenet("E_SHAPE", /different structure/);
    expect(() => huberLoss(zeros([2]), zeros([2]), { delta: NaN })).toThrowSurenet("E_OPTION", /delta/);
    expect(() => smoothL1Loss(zeros([2]), zeros([2]), { beta: 0 })).toThrowSurenet("E_OPTION", /beta/);
    expect(() => new MSELoss({ reduction: "avg" as "mean" })).toThrowSurenet("E_OPTION", /reduction/);
    expect(() => l2Loss(zeros([2]), zeros([2]), { axes: 0 } as object)).toThrowSurenet("E_OPTION", /axes/);
  });
});

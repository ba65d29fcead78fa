import { tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { gradientError, weights } from "@surenet/testing";
import { l2Norm, meanAbsolute, meanSquare } from "./penalties.ts";
import { smoothLabels } from "./smooth-labels.ts";

it("measures tensors and trees", () => {
  tidy(() => {
    expect(l2Norm([tensor([3]), tensor([4, 12])])).toBeClose(13); // √(9 + 16 + 144)
    expect(meanSquare({ a: tensor([1, 3]), b: tensor([2]) })).toBeClose(9); // 5 + 4
    expect(meanSquare(tensor([[1, 2], [3, 4]]), { axis: 0 })).toBeClose([5, 10]); // prettier-ignore
    expect(meanAbsolute(tensor([1, -3]))).toBeClose(2);
  });
});

it("mixes labels with the uniform distribution", () => {
  tidy(() => void expect(smoothLabels(tensor([[1, 0, 0, 0]]), 0.2)).toBeClose([[0.85, 0.05, 0.05, 0.05]]));
});

it("has right gradients", () => {
  tidy(() => {
    const x = tensor(weights(6), [2, 3]);
    for (const f of [l2Norm, meanSquare, meanAbsolute]) expect(gradientError((a) => f(a), [x])).toBeLessThan(5e-3);
  });
});

it("refuses integers as distributions, and shares outside [0, 1]", () => {
  tidy(() => {
    expect(() => smoothLabels(zeros([2, 3], "int32"), 0.1)).toThrowSurenet("E_DTYPE", /int32/);
    expect(() => smoothLabels(zeros([2, 3]), 1.5)).toThrowSurenet("E_OPTION", /alpha/);
  });
});

import { ones, tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { alignTarget } from "./align-target.ts";
import { foldClasses } from "./fold-classes.ts";

it("repeats targets over the axes of samples", () => {
  tidy(() => {
    expect(
      alignTarget("loss", zeros([2, 3, 4]), tensor([1, 2, 3, 4]))
        .dataSync()
        .slice(4, 8),
    ).toEqual(Float32Array.of(1, 2, 3, 4));
    const { pred, target, lead } = foldClasses("loss", zeros([2, 3, 4, 5]), tensor([0, 1, 2, 4], [4], "int32"));
    expect([pred.shape, target.shape, lead]).toEqual([[24, 5], [24], [2, 3, 4]]); // prettier-ignore
    expect([...target.dataSync()].slice(0, 8)).toEqual([0, 1, 2, 4, 0, 1, 2, 4]);
  });
});

it("reads integers as numbers without samples, and as classes beside them", () => {
  tidy(() => {
    expect(alignTarget("loss", zeros([2]), ones([2], "int32")).dtype).toBe("float32");
    expect(() => alignTarget("loss", zeros([3, 2]), ones([2], "int32"))).toThrowSurenet("E_DTYPE", /class numbers/);
  });
});

it("refuses what does not fit, and batches without entries", () => {
  tidy(() => {
    expect(() => alignTarget("loss", zeros([3, 1]), zeros([3, 2]))).toThrowSurenet("E_SHAPE", /\[3, 1\].*\[3, 2\]/);
    expect(() => alignTarget("loss", zeros([0, 2]), zeros([0, 2]))).toThrowSurenet("E_VALUE", /empty/);
    expect(() => foldClasses("loss", zeros([2, 4, 3]), zeros([5], "int32"))).toThrowSurenet("E_SHAPE");
    expect(() => foldClasses("loss", zeros([4, 3]), zeros([4, 2]))).toThrowSurenet("E_SHAPE");
    expect(() => foldClasses("loss", zeros([0, 3]), zeros([0], "int32"))).toThrowSurenet("E_VALUE", /empty/);
  });
});

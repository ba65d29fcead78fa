import { grad, scalar, tidy } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { expectNoLeak } from "@surenet/testing";
import { GroupSort2 } from "../activations/group-sort.ts";
import { SharedLipFactory } from "./shared-lip-factory.ts";

it("multiplies what its layers scale by", async () => {
  await expectNoLeak(() => {
    const factory = new SharedLipFactory();
    tidy(() => void expect(factory.currentProduct({ training: true })).toBeClose(1));
    factory.register(new GroupSort2({ kCoefLip: 2 })); // where the reference fails: it expects a tensor
    factory.register({ scalingFactor: (training) => scalar(training ? 3 : 5) });
    tidy(() => {
      expect(factory.currentProduct({ training: true })).toBeClose(6);
      expect(factory.currentProduct({ training: false })).toBeClose(10);
    });
  });
});

it("is differentiated through the factors", () => {
  tidy(() => {
    const slope = grad((s) => {
      const factory = new SharedLipFactory();
      factory.register({ scalingFactor: () => s });
      factory.register({ scalingFactor: () => s });
      return factory.currentProduct({ training: true });
    })(scalar(3));
    expect(slope).toBeClose(6); // d s² / ds
  });
});

it("refuses what scales nothing", () => {
  expect(() => new SharedLipFactory().register({} as never)).toThrowSurenet("E_OPTION", /scalingFactor/);
});

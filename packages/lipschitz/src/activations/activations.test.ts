import { sub, tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { createRng } from "@surenet/tensor-backend";
import { testLayer } from "@surenet/testing";
import { FullSort, GroupSort, groupSort, GroupSort2 } from "./group-sort.ts";
import { HouseHolder, houseHolder } from "./house-holder.ts";
import { lipschitzPrelu, LPReLU } from "./lp-relu.ts";
import { MaxMin, maxMin } from "./max-min.ts";

testLayer({ name: "GroupSort", make: () => new GroupSort({ groupSize: 4 }), input: [3, 8], lipschitz: 1 });
testLayer({
  name: "GroupSort along axis 1",
  make: () => new GroupSort({ groupSize: 2, axis: 1, kCoefLip: 2 }),
  input: [2, 4, 3],
  lipschitz: 2,
});
testLayer({ name: "GroupSort2", make: () => new GroupSort2({ kCoefLip: 0.5 }), input: [3, 6], lipschitz: 0.5 });
testLayer({ name: "FullSort", make: () => new FullSort(), input: [3, 5], lipschitz: 1 });
testLayer({ name: "MaxMin", make: () => new MaxMin({ kCoefLip: 2 }), input: [3, 4], output: [3, 8], lipschitz: 2 });
testLayer({ name: "LPReLU", make: () => new LPReLU({ numParameters: 4, init: -3, kCoefLip: 0.5 }), input: [3, 4], lipschitz: 0.5 });
testLayer({
  name: "HouseHolder",
  make: (seed) => new HouseHolder(6, { thetaInitializer: "normal", rng: createRng(seed), kCoefLip: 2 }),
  input: [3, 6],
  lipschitz: 2,
  refuses: [
    ["an odd number of channels", () => new HouseHolder(5), "E_OPTION"],
    ["an unknown initialiser", () => new HouseHolder(4, { thetaInitializer: "uniform" as "ones" }), "E_OPTION"],
    ["channels that do not fit", () => houseHolder(zeros([2, 6]), zeros([2])), "E_SHAPE"],
  ],
});

it("sorts within groups", () => {
  tidy(() => {
    // groups of 4: (0.28, -2.05, 0.65, 0.58) → (-2.05, 0.28, 0.58, 0.65)
    expect(groupSort(tensor([[0.28, -2.05, 0.65, 0.58]]), { groupSize: 4 })).toBeClose([[-2.05, 0.28, 0.58, 0.65]]);
    expect(groupSort(tensor([[3, 1, 2, 4]]), { groupSize: 2 })).toBeClose([[1, 3, 2, 4]]);
    expect(() => groupSort(zeros([2, 6]), { groupSize: 4 })).toThrowSurenet("E_OPTION", /a divisor of 6 channels.*got 4/);
  });
});

it("splits into positive and negative parts", () => {
  tidy(() => void expect(maxMin(tensor([[1, -2]]))).toBeClose([[1, 0, 0, 2]]));
});

it("clamps slopes, and the positive side too when k is below 1", () => {
  tidy(() => {
    expect(lipschitzPrelu(tensor([2, -2]), tensor([3]))).toBeClose([2, -2]);
    expect(lipschitzPrelu(tensor([2, -2]), tensor([3]), { kCoefLip: 0.5 })).toBeClose([1, -1]); // the reference gives 2 for the first
    expect(() => lipschitzPrelu(zeros([1, 3]), zeros([2]))).toThrowSurenet("E_SHAPE");
  });
});

it("reflects the half plane below the line", () => {
  tidy(() => {
    // θ = π/2: the line is the diagonal; (1, 0) lies below it and goes to (0, 1), (0, 1) stays
    const theta = tensor([Math.PI / 2]);
    expect(
      houseHolder(
        tensor([
          [1, 0],
          [0, 1],
        ]),
        theta,
      ),
    ).toBeClose(
      [
        [0, 1],
        [0, 1],
      ],
      1e-6,
    );
  });
});

describe("coefficients that the reference ignores or exceeds, on two points one apart", () => {
  const stretch = (layer: MaxMin | LPReLU | HouseHolder, a: number[], b: number[]): number =>
    tidy(() => Math.hypot(...sub(layer.forward(tensor([a])), layer.forward(tensor([b]))).dataSync()));

  it("HouseHolder of k = 0.5 halves distances, where the reference keeps them", () => {
    expect(stretch(new HouseHolder(2, { kCoefLip: 0.5 }), [0, 1], [0, 2])).toBeClose(0.5, 1e-6); // the reference: 1
  });

  it("LPReLU of k = 0.5 has slope 0.5 on both sides, where the reference has 1 on the positive one", () => {
    expect(stretch(new LPReLU({ init: 3, kCoefLip: 0.5 }), [1], [2])).toBeClose(0.5, 1e-6); // the reference: 1
    expect(stretch(new LPReLU({ init: 3, kCoefLip: 0.5 }), [-1], [-2])).toBeClose(0.5, 1e-6);
  });
});

import { tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { lipschitzConstant, type Op } from "@surenet/checker";
import { expect, it } from "vitest";
import { createRng } from "@surenet/tensor-backend";
import { testLayer } from "@surenet/testing";
import { awayFromOrthogonal } from "../../test/away-from-orthogonal.ts";
import { GroupSort2 } from "../activations/group-sort.ts";
import { AolLinear } from "../linear/aol-linear.ts";
import { SpectralLinear } from "../linear/spectral-linear.ts";
import { Sequential } from "../module/sequential.ts";
import { LipResidual } from "./lip-residual.ts";
import { SllConv2d } from "./sll-conv2d.ts";
import { SllLinear } from "./sll-linear.ts";

testLayer({
  name: "LipResidual",
  make: (seed) => new LipResidual(new Sequential([new SpectralLinear(4, 4, { rng: createRng(seed) }), new GroupSort2()])),
  input: [3, 4],
  lipschitz: 1,
});
testLayer({
  name: "SllLinear",
  make: (seed) => awayFromOrthogonal(new SllLinear(4, { hidden: 6, kCoefLip: 2, rng: createRng(seed) })),
  input: [3, 4],
  lipschitz: 2,
});
testLayer({
  name: "SllConv2d",
  make: (seed) => awayFromOrthogonal(new SllConv2d(2, { hidden: 3, kernelSize: 3, rng: createRng(seed) })),
  input: [2, 4, 3, 2],
  lipschitz: 1,
  refuses: [["an even kernel", () => new SllConv2d(2, { kernelSize: 2, rng: createRng(1) }), "E_OPTION"]],
});
testLayer({
  name: "AolLinear",
  make: (seed) => awayFromOrthogonal(new AolLinear(5, 3, { rng: createRng(seed), kCoefLip: 2 })),
  input: [2, 5],
  output: [2, 3],
  lipschitz: 2,
});

it("mixes by its share: sigmoid(0) is a half", () => {
  tidy(() => {
    using mix = new LipResidual();
    expect(mix.combine(tensor([2, 0]), tensor([0, 4]))).toBeClose([1, 2]);
    expect(() => mix.forward(zeros([1, 2]))).toThrowSurenet("E_UNSUPPORTED", /without a module/);
    expect(() => mix.combine(zeros([2]), zeros([3]))).toThrowSurenet("E_SHAPE");
  });
});

it("certifies AOL and SLL blocks at one for weights far from orthogonal", async () => {
  using sll = new SllLinear(6, { hidden: 9, rng: createRng(2) });
  using conv = new SllConv2d(2, { hidden: 5, kernelSize: 3, rng: createRng(2) });
  using aol = new AolLinear(7, 5, { rng: createRng(2) });
  const rng = createRng(8);
  for (const layer of [sll, conv, aol]) {
    tidy(() => {
      layer.weight.assign(rng.normal([...layer.weight.shape]));
      if ("logQ" in layer) layer.logQ.assign(rng.normal([...layer.logQ.shape]));
    });
  }
  for (const [layer, shape] of [
    [sll, [6]],
    [conv, [6, 5, 2]],
    [aol, [7]],
  ] as const) {
    // prettier-ignore
    const { ops } = await layer.lower(shape);
    const constant = lipschitzConstant(ops[0] as Op);
    expect(constant).toBeLessThanOrEqual(1 + 1e-6);
    expect(constant).toBeGreaterThan(0.6);
  }
});

import { type Scalar, type Tensor, profile, tensor, tidy, variableGrads } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { createRng } from "@surenet/tensor-backend";
import { Adam, forwardPass } from "@surenet/nn";
import { crossEntropy } from "@surenet/losses";
import { SpectralLinear } from "./spectral-linear.ts";

it.each([
  [8, 6],
  [6, 8],
])(
  "staying orthogonal costs four products of a weight of %i by %i in each step, and none in the forward and backward pass",
  async (inputs, outputs) => {
    using layer = new SpectralLinear(inputs, outputs, { rng: createRng(1), bias: false });
    const optimizer = new Adam().attach(layer);
    const [x, y] = [tensor(createRng(2).values.normal(4 * inputs), [4, inputs]), tensor([0, 1, 2, 3], [4], "int32")];
    const gradient = (): Tensor => {
      const { grads } = variableGrads(() => forwardPass(() => crossEntropy(layer.forward(x), y)) as Scalar, [layer.weight.variable]);
      return grads[layer.weight.variable.name] as Tensor;
    };
    const products = async (work: () => void): Promise<number> => {
      const { kernels } = await profile(() => tidy(work));
      return kernels.filter(({ name }) => /MatMul/.test(name)).length;
    };
    expect(await products(gradient)).toBe(2); // x · W, and xᵀ · dy for the weight's gradient: what a plain layer does
    const slope = tidy(gradient);
    expect(await products(() => optimizer.step(new Map([[layer.weight, slope]])))).toBe(4); // tangent 2, retraction 2
    for (const owned of [x, y, slope]) owned.dispose();
  },
);

import { type Scalar, type Tensor, tensor, tidy, variableGrads } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { createRng, svd } from "@surenet/tensor-backend";
import { Adam, forwardPass } from "@surenet/nn";
import { crossEntropy } from "@surenet/losses";
import { testLayer } from "@surenet/testing";
import { SpectralConv2d } from "../convolution/spectral-conv2d.ts";
import { SpectralLinear } from "../linear/spectral-linear.ts";
import type { Projection } from "./projection.ts";

const PROJECTIONS: readonly Projection[] = ["stiefel", "muon", "polar"];

for (const projection of ["muon", "polar"] as const) {
  testLayer({
    name: `SpectralLinear, ${projection}`,
    make: (seed) => new SpectralLinear(5, 4, { rng: createRng(seed), projection }),
    input: [3, 5],
    output: [3, 4],
    lipschitz: 1,
  });
  testLayer({
    name: `SpectralConv2d, ${projection}`,
    make: (seed) => new SpectralConv2d(2, 3, { kernelSize: 3, padding: 1, rng: createRng(seed), projection }),
    input: [2, 4, 4, 2],
    output: [2, 4, 4, 3],
    lipschitz: 1,
  });
}

describe.each(PROJECTIONS)("training with projection %s", (projection) => {
  it.each([1e-4, 1e-2, 1])("keeps every singular value in its range and learns, learning rate %f", (learningRate) => {
    using layer = new SpectralLinear(12, 8, { rng: createRng(1), projection });
    const optimizer = new Adam({ learningRate: Math.min(learningRate, 0.01), groups: [{ parameters: (_, { manifold }) => manifold !== undefined, learningRate }] }).attach(layer); // prettier-ignore
    const x = tensor(createRng(2).values.normal(32 * 12), [32, 12]);
    const y = tensor(Int32Array.from({ length: 32 }, (_, i) => i % 8), [32], "int32"); // prettier-ignore
    const { variable } = layer.weight;
    const losses: number[] = [];
    for (let step = 0; step < 40; step++) {
      tidy(() => {
        const { value, grads } = variableGrads(() => forwardPass(() => crossEntropy(layer.forward(x), y)) as Scalar, [variable]);
        losses.push(value.dataSync()[0] ?? NaN);
        optimizer.step(new Map([[layer.weight, grads[variable.name] as Tensor]]), { scale: 1 - step / 40 });
      });
      const [low, high] = tidy(() => extremes(layer.weight.value));
      expect(low).toBeGreaterThan(1 - 1e-3);
      expect(high).toBeLessThan(1 + 1e-5);
    }
    expect(losses.at(-1)).toBeLessThan(losses[0] ?? NaN);
    x.dispose();
    y.dispose();
  });
});

/** The smallest and the largest singular value, in float64. */
function extremes(weight: Tensor): [number, number] {
  const [rows = 0, columns = 0] = weight.shape;
  const { singularValues } = svd({ rows, columns, data: Float64Array.from(weight.dataSync()) });
  return [singularValues.at(-1) ?? NaN, singularValues[0] ?? NaN];
}

import { type Tensor, add, grad, grads, mul, sum, tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { createRng, orthogonalMatrix, svd } from "@surenet/tensor-backend";
import { expectNoLeak, gradientError } from "@surenet/testing";
import { bjorckInit, spectralInit } from "../initialisers/spectral-init.ts";
import { bjorckNormalization } from "./bjorck-normalization.ts";
import { spectralNormalization } from "./spectral-normalization.ts";
import { sqrtWithGradeps } from "./sqrt-with-gradeps.ts";

const singularValues = (t: Tensor): number[] => {
  const [rows = 0, columns = 0] = t.shape;
  return Array.from(svd({ rows, columns, data: Float32Array.from(t.dataSync()) }).singularValues);
};

it("brings the singular values of a bounded matrix to one", () => {
  tidy(() => {
    const { weight, iterations } = bjorckNormalization(tensor([[0.5, 0], [0, 1]])); // prettier-ignore
    // σ ← 1.5σ - 0.5σ³ from 0.5: .6875, .8688, .9753, .99909, .9999988: the fifth step moves .00091, less than eps
    expect(iterations).toBe(5);
    expect(weight).toBeClose([[0.9999988, 0], [0, 1]], 1e-6); // prettier-ignore
  });
});

it("differentiates every Björck step, where the reference's gradient is 2.25 to 86 times as long", () => {
  // Near an orthogonal matrix the gradient settles in four steps (it is the part of it that turns the matrix); the detached one grows by 1.5 with every further step.
  const rng = createRng(1);
  tidy(() => {
    const weight = add(tensor(orthogonalMatrix(12, 12, rng), [12, 12]), rng.normal([12, 12], { std: 0.01 }));
    const direction = rng.normal([12, 12]);
    const length = (gradient: "exact" | "torchlip", maxIter: number): number => {
      const objective = (a: Tensor): Tensor => sum(mul(bjorckNormalization(a, { maxIter, eps: 0, gradient }).weight, direction));
      return Math.hypot(...grad(objective)(weight).dataSync());
    };
    expect(length("torchlip", 6) / length("exact", 6)).toBeClose(2.25, 1e-3); // 1.5²
    expect(length("torchlip", 15) / length("exact", 15)).toBeClose(86.5, 1e-3); // 1.5¹¹
    expect(gradientError((a) => bjorckNormalization(a, { maxIter: 15, eps: 0 }).weight, [weight])).toBeLessThan(5e-3);
  });
});

it("says that it diverges, where the reference returns NaN", () => {
  tidy(() => void expect(() => bjorckNormalization(tensor([[10, 0], [0, 1]]))).toThrowSurenet("E_VALUE", /below √3/)); // prettier-ignore
  tidy(() => void expect(bjorckNormalization(zeros([3, 3])).weight).toBeClose(new Float32Array(9)));
  tidy(() => void expect(bjorckNormalization(tensor([[0.5]]), { maxIter: 0 }).iterations).toBe(1));
});

it("reads the largest singular value from below and divides by a little more", () => {
  tidy(() => {
    const kernel = tensor([[3, 0], [0, 1]]); // prettier-ignore
    const { sigma, weight } = spectralNormalization(kernel, { u: tensor([[1, 0]]), eps: 1e-3 });
    expect(sigma).toBeClose(3);
    expect(weight).toBeClose([[3 / 3.001, 0], [0, 1 / 3.001]]); // prettier-ignore
    const drawn = spectralNormalization(createRng(3).normal([6, 9]), { rng: createRng(4), eps: 1e-9, maxIter: 100 });
    expect(singularValues(drawn.weight)[0]).toBeClose(1, 1e-5);
  });
});

it("initialises with a norm below one, and with Björck nearly orthogonal", async () => {
  await expectNoLeak(() => {
    const raw = createRng(5).normal([4, 8]);
    const [bounded, orthogonal] = [
      spectralInit(raw, { rng: createRng(6), maxIterSpectral: 50 }),
      bjorckInit(raw, { rng: createRng(6), maxIterBjorck: 25 }),
    ];
    expect(singularValues(bounded)[0]).toBeClose(1, 1e-3);
    for (const sigma of singularValues(orthogonal)) expect(sigma).toBeClose(1, 1e-3);
    for (const t of [raw, bounded, orthogonal]) t.dispose();
  });
});

it("has a root whose gradient is finite at zero", async () => {
  tidy(() => {
    expect(sqrtWithGradeps(tensor([0, 4]))).toBeClose([0, 2]);
    const [slope] = grads((x) => sqrtWithGradeps(x as Tensor, { eps: 0.25 }))([tensor([0, 4])]);
    expect(slope as Tensor).toBeClose([2, 1 / (2 * 2.25)]); // 1 / (2 (0 + 1/4)), 1 / (2 (2 + 1/4))
    // again: -1/(2 (√x + e)²) · 1/(2 (√x + e)) at 4
    const curvature = grad((x) => grad((a: Tensor) => sqrtWithGradeps(a, { eps: 0.25 }))(x as Tensor))(tensor([4]));
    expect(curvature).toBeClose([-1 / (4 * 2.25 ** 3)]);
  });
  await expectNoLeak(() => {
    const x = tensor([4]);
    for (const t of [x, sqrtWithGradeps(x)]) t.dispose();
  });
});

it("refuses what it cannot do", () => {
  tidy(() => {
    const cube = zeros([2, 2, 3]);
    const refused: [() => unknown, string][] = [
      [() => spectralNormalization(cube, { rng: createRng(1) }), "E_SHAPE"],
      [() => spectralNormalization(zeros([2, 3]), { u: zeros([1, 2]) }), "E_SHAPE"],
      [() => spectralNormalization(zeros([2, 3])), "E_OPTION"],
      [() => spectralNormalization(zeros([2, 3]), { rng: createRng(1), maxiter: 3 } as object), "E_OPTION"],
      [() => bjorckNormalization(zeros([2, 3]), { beta: 1 }), "E_OPTION"],
      [() => bjorckNormalization(zeros([2, 3]), { gradient: "detached" as "exact" }), "E_OPTION"],
      [() => sqrtWithGradeps(zeros([1]), { eps: 0 }), "E_OPTION"],
      [() => spectralInit(zeros([2, 2]), { rng: createRng(1), eps: 1 } as never), "E_OPTION"],
    ];
    for (const [call, code] of refused) expect(call).toThrowSurenet(code);
  });
});

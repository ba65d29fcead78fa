import { scalar, tensor, tensor1d, tidy, zeros } from "@tensorflow/tfjs-core";
import { expectNoLeak } from "@surenet/testing";
import { createRng } from "@surenet/tensor-backend";
import { expect, it } from "vitest";
import { GaussianParameter } from "./gaussian-parameter.ts";

const dispose = ({ members: { cov, ...mean } }: GaussianParameter): void => {
  for (const part of [...Object.values(mean), ...Object.values(cov ?? {}).flatMap((p) => ("variable" in p ? [p] : Object.values(p)))]) part?.dispose(); // prettier-ignore
};

it("has the divergence of two Gaussians in closed form", () => {
  tidy(() => {
    const theta = new GaussianParameter(
      { weight: tensor([[2]]) },
      { covariance: { kind: "diagonal", scale: 0.5 }, initialScales: { weight: 1 } },
    );
    // KL(N(2, ¼) ‖ N(1, 4)) = ½ (¼/4 + 1/4 − 1 − log(¼/4)) = ½ (0.0625 + 0.25 − 1 + 2.77259) = 1.04254
    expect(theta.kl({ loc: { weight: 1 }, scale: { weight: 2 } })).toBeClose(1.04254, 1e-5);
    expect(theta.kl({ loc: { weight: scalar(1) }, scale: { weight: tensor([[2]]) } })).toBeClose(1.04254, 1e-5);
  });
});

it("agrees across covariances that are the same distribution", () => {
  tidy(() => {
    const initial = { bias: tensor1d([0.3, -0.2]), weight: tensor([[1, 0.5], [-0.4, 0]]) }; // prettier-ignore
    const prior = { loc: { bias: 0.1, weight: 0 }, scale: { bias: 1, weight: 0.7 } };
    const kl = (["diagonal", "factorized", "kronecker"] as const).map((kind) =>
      new GaussianParameter(initial, { covariance: { kind, scale: 0.2 }, initialScales: { weight: 1 } }).kl(prior),
    );
    const [diagonal = zeros([]), factorized = zeros([]), kronecker = zeros([])] = kl;
    expect(factorized).toBeClose(diagonal, 1e-5);
    expect(kronecker).toBeClose(diagonal, 1e-5);
  });
});

it("stays finite where a scale is zero", () => {
  tidy(() => {
    const theta = new GaussianParameter({ weight: zeros([1, 1]) }, { covariance: { kind: "diagonal", learn: "signed" }, initialScales: { weight: 1 } }); // prettier-ignore
    for (const p of Object.values(theta.members.cov ?? {})) if (!("variable" in p)) p.weight.assign(zeros([1, 1]));
    // ½ (1e-6 − 1 − log(1e-6 / 1.000001)) = ½ (13.8155 − 1) = 6.40776
    expect(theta.kl({ loc: { weight: 0 }, scale: { weight: 1 } })).toBeClose(6.40776, 1e-5);
  });
});

it("samples around its mean, one eps one sample, and leaks nothing", async () => {
  await expectNoLeak(() => {
    const theta = new GaussianParameter({ bias: () => tensor1d([10]), weight: () => tensor([[20]]) }, { covariance: { kind: "diagonal", scale: 0.5 }, initialScales: { weight: 1 } }); // prettier-ignore
    const eps = tensor([[1, -2], [0, 0]]); // prettier-ignore
    const { bias, weight } = theta.sample({ eps });
    expect([...(bias?.dataSync() ?? []), ...weight.dataSync()]).toBeClose([10.5, 10, 19, 20], 1e-6); // 10 + ½·1, 20 − ½·2
    const drawn = theta.sample({ samples: 3, rng: createRng(0) });
    expect([drawn.bias?.shape, drawn.weight.shape]).toEqual([[3, 1], [3, 1, 1]]); // prettier-ignore
    for (const t of [eps, bias, weight, drawn.bias, drawn.weight]) t?.dispose();
    dispose(theta);
  });
});

it("names what is missing", () => {
  tidy(() => {
    const point = new GaussianParameter({ weight: zeros([1, 1]) }, { initialScales: { weight: 1 } });
    expect(() => point.kl({ loc: { weight: 0 }, scale: { weight: 1 } })).toThrowSurenet(
      "E_OPTION",
      /covariance.*a point has no divergence/,
    );
    const theta = new GaussianParameter({ weight: zeros([1, 1]) }, { covariance: { kind: "diagonal" }, initialScales: { weight: 1 } });
    expect(() => theta.sample({ eps: zeros([2, 3]) })).toThrowSurenet("E_SHAPE", /eps \[samples, 1\]/);
  });
});

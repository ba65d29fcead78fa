import { tensor } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { createRng } from "@surenet/tensor-backend";
import { Linear } from "@surenet/nn";
import { GroupSort2 } from "../activations/group-sort.ts";
import { FrobeniusLinear } from "../linear/frobenius-linear.ts";
import { SpectralLinear } from "../linear/spectral-linear.ts";
import { Sequential } from "../module/sequential.ts";
import { certify } from "./certify.ts";
import { certifySigns } from "./certify-signs.ts";
import { certifiedAccuracy } from "./certified-accuracy.ts";

it("gives the distance to the boundary of every output of a linear model", async () => {
  using model = new Linear(2, 3, { rng: createRng(1), bias: false });
  const weight = tensor([
    [3, 0, 1],
    [4, 2, -1],
  ]);
  model.weight.assign(weight);
  weight.dispose();
  const [signs = []] = await certifySigns(model, [[1, -1]]);
  // outputs 3 - 4 = -1, -2 and 1 + 1 = 2 over the norms 5, 2 and √2
  expect(signs.map(({ positive }) => positive)).toEqual([false, false, true]);
  expect(signs.map(({ radius }) => radius)).toBeClose([0.2, 1, Math.SQRT2], 2e-6); // less γ_4 of |w||x'|
  expect(signs.every(({ radius }, i) => radius <= ([0.2, 1, Math.SQRT2][i] ?? 0))).toBe(true);
});

it("certifies a head with one output, which certify refuses and names the way out of", async () => {
  const rng = createRng(2);
  using critic = new Sequential([new SpectralLinear(3, 4, { rng }), new GroupSort2(), new FrobeniusLinear(4, 1, { rng })]);
  const x = rng.normal([5, 3]);
  const certificates = await certifySigns(critic, x);
  const outputs = critic.eval().forward(x);
  const values = outputs.dataSync();
  certificates.forEach(([first], i) => {
    expect(first?.positive).toBe((values[i] ?? 0) > 0);
    expect(first?.radius).toBeClose(Math.abs(values[i] ?? NaN), 1e-5); // the chain and the head have norm 1
  });
  await expect(certify(critic, x)).rejects.toThrowSurenet("E_UNSUPPORTED", /2 outputs.*certifySigns/);
  for (const owned of [x, outputs]) owned.dispose();
});

it("tells the radius to each class", async () => {
  const rng = createRng(3);
  using model = new Sequential([new SpectralLinear(3, 4, { rng }), new GroupSort2(), new FrobeniusLinear(4, 3, { rng })]);
  const [certificate] = await certify(model, [[0.5, -1, 2]]);
  const { predicted = 0, radius, radii = [] } = certificate ?? {};
  expect(radii).toHaveLength(3);
  expect(radii[predicted]).toBe(Infinity);
  expect(Math.min(...radii)).toBe(radius);
});

it("counts what is right and reaches far enough", () => {
  const certificates = [
    { predicted: 1, radius: 0.3 },
    { predicted: 0, radius: 1 },
    { predicted: 1, radius: 0.6 },
    { predicted: 1, radius: 0 },
  ];
  const curve = certifiedAccuracy(certificates, [1, 1, 1, 1], [0, 0.3, 0.5, 1]);
  expect(curve.map(({ accuracy }) => accuracy)).toEqual([0.75, 0.5, 0.25, 0]); // the second is wrong, the fourth right at 0 only
  expect(() => certifiedAccuracy(certificates, [1], [0])).toThrowSurenet("E_SHAPE");
  expect(() => certifiedAccuracy(certificates, [1, 1, 1, 1], [-1])).toThrowSurenet("E_OPTION");
});

import { tensor, tidy } from "@tensorflow/tfjs-core";
import { twoMoons } from "@surenet/data";
import { CrossEntropyLoss } from "@surenet/losses";
import { Adam, Linear, ReLU, Sequential, fit } from "@surenet/nn";
import { createRng } from "@surenet/tensor-backend";
import { expectNoLeak } from "@surenet/testing";
import { expect, it } from "vitest";
import { labelledRows } from "../calibration/labelled-rows.ts";
import { negativeLogLikelihood } from "../calibration/scores.ts";
import { predict } from "../prediction/predict.ts";
import { lastLayerFeatures, readLaplaceFit } from "./laplace-fit.ts";
import { LastLayerLaplace } from "./last-layer-laplace.ts";

it("makes an overfitted network less wrong where it was sure", async () => {
  const rng = createRng(2);
  const [train, test] = [twoMoons(30, { rng: rng.fork("train"), noise: 0.35 }), twoMoons(400, { rng: rng.fork("test"), noise: 0.35 })];
  const model = new Sequential([new Linear(2, 32, { rng }), new ReLU(), new Linear(32, 2, { rng })]);
  await fit(model, {
    data: train,
    loss: new CrossEntropyLoss(),
    epochs: 300,
    batchSize: 30,
    rng,
    optimizer: new Adam({ learningRate: 0.03 }),
  });
  const [x, later] = [tensor(train.inputs, [30, 2]), tensor(test.inputs, [400, 2])];
  const laplace = new LastLayerLaplace(await readLaplaceFit(model, x), { priorPrecision: 1 });
  const features = lastLayerFeatures(model, later);
  const plain = tidy(() => [...predict(model, later, { rng }).mean.dataSync()]);
  const nll = (values: ArrayLike<number>): number => negativeLogLikelihood(labelledRows({ classes: 2, values, labels: test.targets }));
  const [before, after] = [nll(plain), nll(laplace.probabilities(features.dataSync(), 400))];
  expect(after).toBeLessThan(before);
  for (const owned of [x, later, features, model]) owned.dispose();
});

it("gives what the last layer sees, and its own outputs from it", async () => {
  const rng = createRng(3);
  const model = new Sequential([new Linear(2, 4, { rng }), new ReLU(), new Linear(4, 3, { rng, bias: false })]);
  const x = rng.normal([5, 2]);
  const outputs = model.forward(x);
  const laplace = new LastLayerLaplace(await readLaplaceFit(model, x), { priorPrecision: 10 });
  const features = lastLayerFeatures(model, x);
  expect([...laplace.moments(features.dataSync(), 5).mean]).toEqual(
    [...outputs.dataSync()].map((value) => expect.closeTo(value, 5) as number),
  );
  expect(model.training).toBe(true);
  await expectNoLeak(() => lastLayerFeatures(model, x).dispose());
  const other = new Sequential([new ReLU()]);
  expect(() => lastLayerFeatures(other, x)).toThrowSurenet("E_UNSUPPORTED", /a Linear.*got ReLU|ReLU/);
  for (const owned of [x, outputs, features, model]) owned.dispose();
});

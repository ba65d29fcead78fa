import { argMax, cast, dispose, equal, linspace, mean, neg, sum, tensor, tensor1d, tidy, train } from "@tensorflow/tfjs-core";
import { buildModule, Linear, nnModules, Sequential } from "@surenet/nn";
import { createRng, pickedLogSoftmax } from "@surenet/tensor-backend";
import { testLayer } from "@surenet/testing";
import { expect, it } from "vitest";
import { spikingModules } from "../spiking-modules.ts";
import { MembraneReadout } from "./membrane-readout.ts";
import { surrogate, surrogateNames } from "./surrogate.ts";
import { SurrogateLIF } from "./surrogate-lif.ts";

testLayer({ name: "MembraneReadout", make: () => new MembraneReadout({ decay: 0.8 }), input: [5, 3, 2], output: [3, 2] });

it.each(surrogateNames)("%s is even, and a density but for its scale where it ends", (name) => {
  tidy(() => {
    const x = linspace(-20, 20, 40001);
    const values = surrogate(name)(x).dataSync();
    expect(values[12000]).toBeCloseTo(values[28000] ?? NaN, 4);
    if (name === "straightThrough") return;
    const area = Array.from(values).reduce((total, value) => total + value, 0) * 0.001;
    // fastSigmoid has the height 1 and the area 1/2·2/k = 1; the long tails beyond 20 are missing
    expect(area).toBeGreaterThan(0.96);
    expect(area).toBeLessThan(1.001);
  });
});

it("takes any function, and knows its own by name", () => {
  expect(() => surrogate("steep" as "atan")).toThrowSurenet("E_OPTION", /one of atan/);
  expect(() => new SurrogateLIF({ decay: 0.5, surrogate: (x) => x }).toJSON()).toThrowSurenet("E_UNSUPPORTED", /cannot be saved/);
  expect(() => new SurrogateLIF({ decay: 2 })).toThrowSurenet("E_OPTION", /decay/);
  tidy(() => void expect(surrogate("triangular", { sharpness: 2 })(tensor([-0.25, 0, 2]))).toBeClose([1, 2, 0]));
});

it("a spiking network learns when to fire, and comes back from its JSON", () => {
  const rng = createRng(4);
  using model = new Sequential([
    new Linear(2, 16, { rng }), new SurrogateLIF({ decay: 0.8, steps: 10, surrogate: "fastSigmoid", sharpness: 3 }), new Linear(16, 2, { rng }), new MembraneReadout({ decay: 0.8 }),
  ]); // prettier-ignore
  // xor of signs, which no linear model knows
  const inputs = rng.values.uniform(400, { low: -3, high: 3 });
  const targets = Int32Array.from({ length: 200 }, (_, i) => Number((inputs[2 * i] ?? 0) > 0 !== (inputs[2 * i + 1] ?? 0) > 0));
  const [x, y] = [tensor(inputs, [200, 2]), tensor1d(targets, "int32")];
  const optimizer = train.adam(0.03);
  for (let step = 0; step < 250; step++) optimizer.minimize(() => neg(mean(pickedLogSoftmax(model.forward(x), y))));
  const right = tidy(() => Number(mean(cast(equal(argMax(model.forward(x), 1), y), "float32")).dataSync()[0]));
  expect(right).toBeGreaterThan(0.95);
  optimizer.dispose();
  dispose([x, y]);
  using copy = buildModule(JSON.parse(JSON.stringify(model.toJSON())), [...nnModules, ...spikingModules]);
  copy.loadStateDict(model.stateDict());
  tidy(() => {
    const x = tensor([[1, -2], [2, 1]]); // prettier-ignore
    expect(copy.forward(x)).toBeClose(Array.from(model.forward(x).dataSync()), 1e-6);
    expect(sum(model.layers[1]?.forward(model.layers[0]?.forward(x) ?? x) ?? x).dataSync()[0]).toBeGreaterThan(0);
  });
});

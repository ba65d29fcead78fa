import { createRng } from "@surenet/tensor-backend";
import { expectNoLeak } from "@surenet/testing";
import { expect, it } from "vitest";
import { Linear } from "../layers/linear.ts";
import { Sequential } from "../layers/sequential.ts";
import { buildModule } from "./build-module.ts";

const types = [Linear, Sequential];

it("makes the same structure again", () => {
  const rng = createRng(0);
  const model = new Sequential([new Linear(2, 3, { rng }), new Sequential([new Linear(3, 1, { rng, bias: false })])]);
  const copy = buildModule(JSON.parse(JSON.stringify(model)), types);
  expect(copy.toJSON()).toEqual(model.toJSON());
  copy.loadStateDict(model.stateDict());
  model.dispose();
  copy.dispose();
});

it("names the known types and the nearest one", () => {
  expect(() => buildModule({ type: "nn.Linera", config: {} }, types)).toThrowSurenet(
    "E_FILE",
    /one of nn\.Linear, nn\.Sequential.*did the file mean "nn\.Linear"/,
  );
});

it("refuses a config that does not fit", () => {
  const config = { inFeatures: 2, outFeatures: 1, bias: true };
  expect(() => buildModule({ type: "nn.Linear", config: { ...config, bais: true } }, types)).toThrowSurenet(
    "E_FILE",
    /"bais".*Did you mean "bias"/,
  );
  expect(() => buildModule({ type: "nn.Linear", config: { ...config, bias: 1 } }, types)).toThrowSurenet(
    "E_FILE",
    /config's bias is not usable; expected a value of type boolean/,
  );
  expect(() => buildModule({ type: "nn.Linear", config: { ...config, inFeatures: -2 } }, types)).toThrowSurenet(
    "E_OPTION",
    /inFeatures.*got -2/,
  );
});

it("frees the finished parts of a container that fails", async () => {
  const part = { type: "nn.Linear", config: { inFeatures: 2, outFeatures: 1, bias: true } };
  const broken = { type: "nn.Sequential", config: {}, children: [part, { type: "nn.Other", config: {} }] };
  await expectNoLeak(() => expect(() => buildModule(broken, types)).toThrowSurenet("E_FILE"));
});

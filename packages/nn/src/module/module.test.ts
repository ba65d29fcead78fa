import { type Tensor, mul, ones, tensor, tidy } from "@tensorflow/tfjs-core";
import { createRng } from "@surenet/tensor-backend";
import { expectNoLeak } from "@surenet/testing";
import { afterEach, expect, it } from "vitest";
import { Linear } from "../layers/linear.ts";
import { Sequential } from "../layers/sequential.ts";
import { Buffer } from "./buffer.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";
import type { Parametrisation } from "./parametrisation.ts";

class Everything extends Module {
  readonly shared = new Linear(2, 2, { rng: createRng(1), bias: false });
  readonly again: Linear = this.shared;
  readonly count = new Buffer(() => tensor(0));
  readonly rows: Parameter[] = [new Parameter(() => ones([2])), new Parameter(() => ones([3]))];
  readonly rng = createRng(3);
  readonly heads = { left: [new Linear(1, 1, { rng: createRng(4), bias: false })], size: 3 };
  readonly body = new Sequential([new Linear(2, 1, { rng: createRng(2) })]);
  readonly scaled: Parameter;

  constructor() {
    super();
    const factor = new Buffer(() => tensor(2));
    const scale: Parametrisation = { name: "scale", apply: (w) => mul(w, factor.variable), buffers: () => ({ factor }) };
    this.scaled = new Parameter(() => ones([1]), { parametrisations: [scale] });
  }

  forward(x: Tensor): Tensor {
    return tidy(() => this.body.forward(this.again.forward(x)));
  }
}

const made: Module[] = [];
afterEach(() => made.splice(0).forEach((module) => module.dispose()));
function make(): Everything {
  const module = new Everything();
  made.push(module);
  return module;
}

it("finds parameters, buffers, streams and modules by path, shared ones once", () => {
  const module = make();
  expect(module.namedParameters().map(([name]) => name)).toEqual([
    "shared.weight",
    "rows.0",
    "rows.1",
    "heads.left.0.weight",
    "body.layers.0.weight",
    "body.layers.0.bias",
    "scaled",
  ]);
  expect(module.namedBuffers().map(([name]) => name)).toEqual(["count", "scaled.scale.factor"]);
  expect(module.namedRngs()).toEqual([["rng", module.rng]]);
  expect(module.namedChildren().map(([name]) => name)).toEqual(["shared", "again", "heads.left.0", "body"]);
  expect(module.namedModules().map(([name]) => name)).toEqual(["", "shared", "heads.left.0", "body", "body.layers.0"]);
});

it("switches everything below between training and evaluation", () => {
  const module = make();
  expect([module.training, module.body.training, module.scaled.training]).toEqual([true, true, true]);
  expect(module.eval()).toBe(module);
  expect([module.training, module.body.layers[0]?.training, module.scaled.training]).toEqual([false, false, false]);
});

it("loads a state dict as a whole", () => {
  const [from, to] = [make(), make()];
  tidy(() => from.rows[0]?.assign(tensor([7, 8])));
  to.loadStateDict(from.stateDict());
  expect(to.stateDict()["rows.0"] as Tensor).toBeClose([7, 8]);
  to.loadStateDict(to.stateDict());
  expect(to.stateDict()["rows.0"] as Tensor).toBeClose([7, 8]);
});

it("changes nothing when a state dict does not fit", () => {
  const module = make();
  const before = module.rows[0]?.variable.dataId;
  tidy(() => {
    const good: Record<string, Tensor> = { ...module.stateDict(), "rows.0": tensor([7, 8]) };
    const { scaled, ...missing } = good;
    expect(() => module.loadStateDict({ ...missing, scald: scaled as Tensor })).toThrowSurenet(
      "E_VALUE",
      /missing scaled; unexpected scald.*"scald" may be meant as "scaled"/,
    );
    expect(() => module.loadStateDict({ ...good, "rows.1": ones([4]) })).toThrowSurenet(
      "E_SHAPE",
      /rows\.1 differs; expected \[3\], got \[4\]/,
    );
    expect(() => module.loadStateDict({ ...good, scaled: ones([1], "int32") })).toThrowSurenet("E_DTYPE", /scaled/);
    expect(module.rows[0]?.variable.dataId).toBe(before);
    module.loadStateDict({ "rows.0": tensor([7, 8]), other: tensor(1) }, { strict: false });
    expect(module.rows[0]?.variable as Tensor).toBeClose([7, 8]);
  });
});

it("frees everything, also when disposed twice", async () => {
  await expectNoLeak(() => {
    const module = new Everything();
    module.dispose();
    module[Symbol.dispose]();
  });
});

it("asks for an id when a class without one is to be saved", () => {
  expect(() => make().toJSON()).toThrowSurenet("E_STATE", /static readonly id/);
});

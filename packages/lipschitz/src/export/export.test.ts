import { type Tensor, memory, mul, tensor, tidy } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { createRng } from "@surenet/tensor-backend";
import { Linear, Module, ReLU, Sequential as PlainSequential } from "@surenet/nn";
import { GroupSort2 } from "../activations/group-sort.ts";
import { LPReLU } from "../activations/lp-relu.ts";
import { FrobeniusLinear } from "../linear/frobenius-linear.ts";
import { SpectralLinear } from "../linear/spectral-linear.ts";
import { Sequential } from "../module/sequential.ts";
import { condense } from "./condense.ts";
import { vanillaExport } from "./vanilla-export.ts";
import { vanillaModel } from "./vanilla-model.ts";

const classes = (model: Module): string[] => model.namedModules().slice(1).map(([, { constructor }]) => constructor.name); // prettier-ignore

function nested(): PlainSequential {
  const rng = createRng(1);
  const inner = new Sequential([new SpectralLinear(3, 4, { rng, projection: "torchlip" }), new GroupSort2()], { kCoefLip: 3 });
  return new PlainSequential([inner, new ReLU(), new LPReLU({ kCoefLip: 2 }), new FrobeniusLinear(4, 2, { rng })]);
}

it("exports a model that computes the same without constraints", async () => {
  const before = memory().numTensors;
  using model = nested();
  const plain = await vanillaExport(model, { inputShape: [3] });
  expect(classes(plain)).toEqual(["Sequential", "Linear", "GroupSort2", "ReLU", "LPReLU", "Linear"]);
  expect(model.training).toBe(true);
  expect(plain.training).toBe(false);
  plain.dispose();
  model.dispose();
  expect(memory().numTensors).toBe(before);
});

it("throws when the export differs, and releases it", async () => {
  class Liar extends GroupSort2 {
    override vanillaExport(): Module {
      return new Linear(2, 2, { rng: createRng(3) });
    }
  }
  using model = new Sequential([new Liar()]);
  const before = memory().numTensors;
  await expect(vanillaExport(model, { inputShape: [2] })).rejects.toThrowSurenet("E_VALUE", /computes something else/);
  expect(memory().numTensors).toBe(before);
});

it("replaces layers inside any model, in place, wherever they are held", () => {
  class Custom extends Module {
    readonly body: Module = nested();
    readonly heads = { main: new FrobeniusLinear(2, 1, { rng: createRng(2) }) };
    forward(x: Tensor): Tensor {
      return tidy(() => this.heads.main.forward(this.body.forward(x)));
    }
  }
  const before = memory().numTensors;
  const model = new Custom().eval();
  tidy(() => {
    const x = tensor([[1, -2, 0.5]]);
    const want = model.forward(x).dataSync();
    expect(() => vanillaModel(model, { inPlace: false })).toThrowSurenet("E_UNSUPPORTED", /Custom holds/);
    expect(vanillaModel(model)).toBe(model);
    expect(model.forward(x)).toBeClose(want, 1e-6);
  });
  expect(classes(model)).toEqual(["Sequential", "Sequential", "Linear", "GroupSort2", "ReLU", "LPReLU", "Linear", "Linear"]);
  model.dispose();
  expect(memory().numTensors).toBe(before);
});

it("condenses: the raw weight becomes the projected one, and the output stays", () => {
  using model = nested();
  tidy(() => {
    const x = tensor([[1, -2, 0.5]]);
    const [first] = model.parameters();
    first?.assign(mul(first.variable, 3));
    model.train().forward(x);
    const want = model.eval().forward(x).dataSync();
    const [weight] = (model.layers[0] as Sequential).layers as [SpectralLinear];
    condense(model);
    expect(model.forward(x)).toBeClose(want, 1e-6);
    expect(mul(weight.weight.variable, Math.sqrt(3))).toBeClose(weight.weight.value, 1e-5); // kCoefLip 3 over two layers
    expect(model.train().forward(x)).toBeClose(want, 1e-4);
  });
});

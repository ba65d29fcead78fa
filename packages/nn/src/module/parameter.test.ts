import { type Scalar, type Tensor, add, memory, mul, ones, sum, tensor, tidy, variableGrads } from "@tensorflow/tfjs-core";
import { expectNoLeak } from "@surenet/testing";
import { expect, it } from "vitest";
import { Buffer } from "./buffer.ts";
import { forwardPass } from "./forward-pass.ts";
import { Parameter } from "./parameter.ts";
import type { Parametrisation } from "./parametrisation.ts";

/** Doubles the weight and counts its evaluations. */
function doubling(): Parametrisation & { calls: number } {
  return {
    name: "doubling",
    calls: 0,
    apply(weight) {
      this.calls++;
      return mul(weight, 2);
    },
  };
}

it("is its variable when there are no parametrisations", () => {
  const parameter = new Parameter(() => ones([2]));
  expect(parameter.value).toBe(parameter.variable);
  parameter.dispose();
});

it("runs the chain in order: 2 · 3 + 1 = 7", () => {
  const steps: Parametrisation[] = [doubling(), { name: "increment", apply: (w) => add(w, 1) }];
  const parameter = new Parameter(() => tensor([3]), { parametrisations: steps });
  tidy(() => void expect(parameter.value).toBeClose([7]));
  parameter.dispose();
});

it("evaluates once per forward pass in training, and again in the next pass", () => {
  const step = doubling();
  const parameter = new Parameter(() => tensor([3]), { parametrisations: [step] });
  const before = memory().numTensors;
  forwardPass(() => {
    expect(parameter.value).toBe(parameter.value);
    forwardPass(() => tidy(() => void expect(parameter.value).toBeClose([6])));
    expect(parameter.value).toBeClose([6]);
  });
  expect(step.calls).toBe(1);
  forwardPass(() => parameter.value).dispose();
  expect(step.calls).toBe(2);
  expect(memory().numTensors).toBe(before);
  parameter.dispose();
});

it("keeps its value in evaluation until the raw tensor changes", () => {
  const step = doubling();
  const parameter = new Parameter(() => tensor([3]), { parametrisations: [step] });
  parameter.training = false;
  expect(parameter.value).toBe(parameter.value);
  expect(step.calls).toBe(1);
  tidy(() => parameter.assign(tensor([5])));
  expect(parameter.value).toBeClose([10]);
  expect(step.calls).toBe(2);
  parameter.touch();
  expect(parameter.value).toBeClose([10]);
  expect(step.calls).toBe(3);
  parameter.dispose();
});

it("notices a changed buffer of a step in evaluation", () => {
  const factor = new Buffer(() => tensor(2));
  const scale: Parametrisation = { name: "scale", apply: (w) => mul(w, factor.variable), buffers: () => ({ factor }) };
  const parameter = new Parameter(() => tensor([3]), { parametrisations: [scale] });
  parameter.training = false;
  expect(parameter.value).toBeClose([6]);
  tidy(() => factor.assign(tensor(4)));
  expect(parameter.value).toBeClose([12]);
  parameter.dispose();
  expect(factor.variable.isDisposed).toBe(true);
});

it.each([true, false])("lets the gradient reach the raw tensor through the chain, training = %s", (training) => {
  const parameter = new Parameter(() => tensor([3]), { parametrisations: [doubling()] });
  parameter.training = training;
  if (!training) void parameter.value; // a warm cache must not cut the tape
  tidy(() => {
    // d/dw sum((2w)^2) = 8w = 24 at w = 3; the value is read twice
    const loss = (): Tensor => forwardPass(() => sum(mul(parameter.value, parameter.value)));
    const { grads } = variableGrads(() => loss() as Scalar, [parameter.variable]);
    expect(grads[parameter.variable.name] as Tensor).toBeClose([24]);
  });
  parameter.dispose();
});

it("does not confuse a step that returns its input with the raw tensor", () => {
  const parameter = new Parameter(() => tensor([3]), { parametrisations: [{ name: "same", apply: (w) => w }] });
  forwardPass(() => parameter.value).dispose();
  parameter.training = false;
  void parameter.value;
  parameter.touch();
  expect(parameter.variable).toBeClose([3]);
  parameter.dispose();
});

it("takes a further step, and settles on what its first steps gave", async () => {
  await expectNoLeak(() => {
    const tripling = { name: "tripling", apply: (weight: Tensor) => mul(weight, 3) };
    const parameter = new Parameter(() => mul(ones([1]), 5), { parametrisations: [doubling()] });
    parameter.training = false;
    expect(parameter.value).toBeClose([10]);
    parameter.parametrise(tripling);
    expect(parameter.value).toBeClose([30]); // 3 · (2 · 5)
    expect(() => parameter.parametrise(tripling)).toThrowSurenet("E_STATE", /a step "tripling" already/);
    parameter.settle("doubling");
    expect(parameter.variable).toBeClose([10]);
    expect(parameter.value).toBeClose([30]);
    expect(() => parameter.settle("doubling")).toThrowSurenet("E_STATE", /no step "doubling"/);
    parameter.dispose();
  });
});

it("refuses a forward pass that would end before its body", () => {
  expect(() => forwardPass(async () => 1)).toThrowSurenet("E_STATE", /asynchronous/);
});

it("frees everything, also when disposed twice", async () => {
  await expectNoLeak(() => {
    const parameter = new Parameter(() => mul(ones([2]), 3), { parametrisations: [doubling()] });
    parameter.training = false;
    void parameter.value;
    parameter.dispose();
    parameter.dispose();
  });
});

it("refuses unknown options", () => {
  const options = { trainabel: false } as object;
  expect(() => new Parameter(() => ones([1]), options)).toThrowSurenet("E_OPTION", /Did you mean "trainable"/);
});

import { type Tensor, memory, ones, sqrt, square, sum, tensor, tidy } from "@tensorflow/tfjs-core";
import { expectNoLeak } from "@surenet/testing";
import { expect, it } from "vitest";
import { scope } from "./scope.ts";

function norm(x: Tensor): Tensor {
  using s = scope();
  return s.keep(sqrt(sum(square(x))));
}

it("disposes what was made inside, save what is kept", () => {
  const x = tensor([3, 4]);
  const before = memory().numTensors;
  const y = norm(x);
  expect(y).toBeClose([5]);
  expect(memory().numTensors - before).toBe(1);
  y.dispose();
  x.dispose();
});

it("hands what is kept to the scope around it", async () => {
  await expectNoLeak(() => tidy(() => void norm(ones([2]))));
  await expectNoLeak(() => {
    using outer = scope();
    norm(ones([2]));
    outer.keep([]);
  });
});

it("ends when the block throws", () => {
  const before = memory().numTensors;
  expect(() => {
    using _ = scope();
    ones([2]);
    throw new RangeError("stop");
  }).toThrow(RangeError);
  expect(memory().numTensors).toBe(before);
});

it("notices when scopes do not nest", () => {
  const [outer, inner] = [scope("outer"), scope("inner")];
  expect(() => outer[Symbol.dispose]()).toThrowSurenet("E_STATE", /outer: this scope is not the innermost/);
  inner[Symbol.dispose]();
  outer[Symbol.dispose]();
});

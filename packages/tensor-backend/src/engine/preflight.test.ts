import { type Tensor, complex, cumprod, engine, fft, grad, memory, ones, sum } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { checkEngine, supports } from "./preflight.ts";

function spectrum(x: Tensor): Tensor {
  return fft(complex(x, x));
}

it("knows which kernels the engine has, ours included", () => {
  expect(supports("Conv2DBackpropFilter")).toBe(true);
  expect(supports("FFT")).toBe(false);
});

it("names the missing kernel, the engine and the call", () => {
  expect(() => checkEngine(() => spectrum(ones([4])))).toThrowSurenet(
    "E_KERNEL",
    /checkEngine, complex at spectrum .*preflight\.test\.ts:6.*the engine wasm has no kernel Complex/,
  );
});

it("names the missing gradient, and leaves nothing of the attempt behind", () => {
  const before = memory().numTensors;
  const attempt = (): Tensor => grad((x: Tensor) => sum(cumprod(x)))(ones([4, 3]));
  expect(() => checkEngine(attempt)).toThrowSurenet("E_KERNEL", /preflight\.test\.ts.*no gradient for the kernel Cumprod/);
  expect(memory().numTensors).toBe(before);
  expect(engine().state.gradientDepth).toBe(0);
});

it("keeps nothing when all goes well, and lets other errors through", () => {
  const before = memory().numTensors;
  checkEngine(() => [ones([2]), { sum: sum(ones([3])) }]);
  expect(memory().numTensors).toBe(before);
  expect(() =>
    checkEngine(() => {
      throw new RangeError("mine");
    }),
  ).toThrow(RangeError);
});

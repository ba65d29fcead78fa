import { type Tensor, grad, mul, square, tensor1d, tidy } from "@tensorflow/tfjs-core";
import { expectNoLeak } from "@surenet/testing";
import { expect, it } from "vitest";
import { forwardPass, oncePerPass } from "./forward-pass.ts";

it("evaluates a shared value once in a pass, and every time outside of one", () => {
  tidy(() => {
    const [key, x] = [{}, tensor1d([3])];
    let count = 0;
    const shared = (): Tensor => oncePerPass(key, () => (count++, square(x)));
    const [first, second] = forwardPass(() => [shared(), shared()].map((value) => value.dataSync()[0]));
    expect([first, second, count]).toEqual([9, 9, 1]);
    shared();
    shared();
    expect(count).toBe(3);
  });
});

it("lets gradients through a shared value from every place that uses it", () => {
  tidy(() => {
    const key = {};
    const f = (x: Tensor): Tensor =>
      forwardPass(() =>
        mul(
          oncePerPass(key, () => square(x)),
          oncePerPass(key, () => square(x)),
        ),
      );
    expect(grad(f)(tensor1d([2]))).toBeClose([4 * 2 ** 3]); // of x⁴
  });
});

it("releases shared values with the pass", async () => {
  await expectNoLeak(() => {
    const x = tensor1d([1]);
    forwardPass(() => oncePerPass({}, () => square(x)).dataSync());
    x.dispose();
  });
});

import { type Tensor, sub, tensor, tensor1d, tidy } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { createRng } from "@surenet/tensor-backend";
import { Linear } from "@surenet/nn";
import { expectNoLeak } from "@surenet/testing";
import { boundaryWalk } from "./boundary-walk.ts";
import { margins } from "./margin.ts";
import { pgd } from "./pgd.ts";

/** f = (x_0, -x_0): the boundary is x_0 = 0. */
function halfPlanes(): Linear {
  const model = new Linear(2, 2, { rng: createRng(1), bias: false });
  tidy(() =>
    model.weight.assign(
      tensor([
        [1, -1],
        [0, 0],
      ]),
    ),
  );
  return model.eval() as Linear;
}

const distances = (a: Tensor, b: Tensor): number[] => {
  const d = sub(a, b).dataSync();
  return [0, 1].map((i) => Math.hypot(d[2 * i] ?? NaN, d[2 * i + 1] ?? NaN));
};

it("measures how far a class is ahead", () => {
  tidy(() => {
    const logits = tensor([
      [3, 1, 2],
      [0, 5, 7],
    ]);
    const labels = tensor1d([0, 1], "int32");
    expect(margins(logits, labels)).toBeClose([1, -2]);
    expect(margins(logits, labels, tensor1d([1, 0], "int32"))).toBeClose([2, 5]);
  });
});

it.each(["pgd", "walk"])("%s crosses the boundary when the ball reaches it, and stays inside the ball", (kind) => {
  using model = halfPlanes();
  tidy(() => {
    const x = tensor([
      [1, 0.5],
      [1, -2],
    ]);
    const labels = tensor1d([0, 0], "int32");
    const radius = tensor1d([0.9, 1.1]); // the boundary is at distance 1 from both
    const found =
      kind === "pgd"
        ? pgd(model, x, labels, radius, { rng: createRng(2) })
        : boundaryWalk(model, x, labels, tensor1d([1, 1], "int32"), radius);
    const [inside, outside] = Array.from(margins(model.forward(found), labels).dataSync());
    expect(inside).toBeGreaterThan(0);
    expect(outside).toBeLessThan(0);
    distances(found, x).forEach((d, i) => expect(d).toBeLessThanOrEqual(([0.9, 1.1][i] ?? 0) * (1 + 1e-6)));
  });
});

it("leaks nothing", async () => {
  using model = halfPlanes();
  await expectNoLeak(() => {
    const tensors = [tensor([[1, 0.5]]), tensor1d([0], "int32"), tensor1d([1], "int32"), tensor1d([0.5])] as const;
    const [x, labels, rivals, radius] = tensors;
    for (const t of [
      pgd(model, x, labels, radius, { rng: createRng(1), steps: 3 }),
      boundaryWalk(model, x, labels, rivals, radius, { steps: 3 }),
      ...tensors,
    ])
      t.dispose();
  });
});

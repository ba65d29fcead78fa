import { type Tensor, add, matMul, mul, tensor, tidy, transpose, zeros } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { createRng } from "@surenet/tensor-backend";
import { expectNoLeak } from "@surenet/testing";
import { stiefel } from "./stiefel.ts";
import { stiefelStep } from "./stiefel-step.ts";

/** Singular values of a matrix with at most two rows or columns, from the closed form of its Gram matrix; in float64. */
function singularValues(x: Tensor): [number, number] {
  const [rows = 0, columns = 0] = x.shape;
  const values = Array.from(x.dataSync());
  const line = (k: number): number[] =>
    rows <= columns ? values.slice(k * columns, (k + 1) * columns) : values.filter((_, i) => i % columns === k);
  const dot = (a: number[], b: number[]): number => a.reduce((total, v, i) => total + v * (b[i] ?? 0), 0);
  const [a, b, c] = [dot(line(0), line(0)), dot(line(0), line(1)), dot(line(1), line(1))];
  const root = Math.sqrt((a - c) ** 2 / 4 + b * b);
  return [Math.sqrt((a + c) / 2 - root), Math.sqrt((a + c) / 2 + root)];
}

// rows (1, 0, 0) and (0, 3/5, 4/5) are orthonormal
const wide = (): Tensor =>
  tensor([
    [1, 0, 0],
    [0, 0.6, 0.8],
  ]);

describe.each([
  ["wide", wide],
  ["tall", () => transpose(wide())],
])("one step from a %s matrix", (_, start) => {
  const rng = createRng(3);
  it.each(["momentum", "muon"] as const)(
    "keeps every singular value in [1 - 1e-3, 1 + 1e-6], for any momentum; direction %s",
    (direction) => {
      tidy(() => {
        const x = start();
        const symmetric = rng.normal([2, 2]);
        const normal = x.shape[0] === 2 ? matMul(add(symmetric, transpose(symmetric)), x) : matMul(x, add(symmetric, transpose(symmetric)));
        const gaussian = rng.normal(x.shape);
        const adversarial: Tensor[] = [
          zeros(x.shape),
          gaussian,
          mul(gaussian, 1e15),
          mul(gaussian, 1e-15),
          x,
          add(x, mul(gaussian, 1e-6)),
          normal,
        ];
        for (const momentum of adversarial) {
          let point = x;
          for (let step = 0; step < 60; step++) point = stiefelStep(point, momentum, { learningRate: 10, direction });
          const [low, high] = singularValues(point);
          expect(low).toBeGreaterThan(0.999);
          expect(high).toBeLessThan(1 + 1e-6);
        }
      });
    },
  );

  it.each(["momentum", "muon"] as const)(
    "descends by %s: it reaches the point that maximises ⟨C, X⟩ when the gradient is -C",
    (direction) => {
      tidy(() => {
        // for orthonormal C the maximum of ⟨C, X⟩ is at X = C; the step length decays to zero
        let x = start();
        const target =
          x.shape[0] === 2
            ? tensor([
                [0, 1, 0],
                [0, 0, 1],
              ])
            : tensor([
                [0, 0],
                [1, 0],
                [0, 1],
              ]);
        const rule = stiefel({ momentum: 0.5, direction });
        let state = rule.initialState(x);
        for (let step = 0; step < 80; step++) {
          const result = rule.update({ parameter: x, gradient: mul(target, -1), state, learningRate: 0.2 * (1 - step / 80) });
          [x, state] = [result.parameter, result.state];
        }
        expect(x).toBeClose(target, 2e-3);
      });
    },
  );
});

it("moves nothing at learning rate 0 and leaks nothing", async () => {
  await expectNoLeak(() => {
    const x = wide();
    const rule = stiefel();
    const state = rule.initialState(x);
    const result = rule.update({ parameter: x, gradient: x, state, learningRate: 0 });
    expect(result.parameter).toBeClose(x, 0);
    for (const t of [x, result.parameter, ...Object.values(state), ...Object.values(result.state)]) t.dispose();
  });
});

it("refuses options that nobody reads and radii that would break the bound", () => {
  expect(() => stiefel({ radius: 1.5 })).toThrowSurenet("E_OPTION", /radius/);
  expect(() => stiefel({ lr: 0.1 } as object)).toThrowSurenet("E_OPTION", /there is no option "lr"/);
});

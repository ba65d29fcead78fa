import { expect, it } from "vitest";
import { constant } from "./constant.ts";
import { cosine } from "./cosine.ts";
import { flatThenCosine } from "./flat-then-cosine.ts";
import { linearDecay } from "./linear-decay.ts";
import type { Schedule } from "./schedule.ts";
import { stepDecay } from "./step-decay.ts";

const at = (schedule: Schedule, steps: readonly number[]): number[] => steps.map((step) => schedule(step, 100));

it.each([
  // ½(1 + cos(π/3)) = 0.75
  ["cosine", cosine(), [0, 100 / 3, 50, 100], [1, 0.75, 0.5, 0]],
  ["cosine with a floor", cosine({ floor: 0.2 }), [0, 50, 100], [1, 0.6, 0.2]],
  // 4 rising steps: 1/5 .. 4/5; then 96 steps of cosine
  ["cosine with a warmup", cosine({ warmup: 0.04 }), [0, 3, 4, 52], [0.2, 0.8, 1, 0.5]],
  ["linearDecay", linearDecay(), [0, 25, 99], [1, 0.75, 0.01]],
  ["stepDecay", stepDecay(), [0, 49, 50, 75], [1, 1, 0.1, 0.01]],
  ["flatThenCosine", flatThenCosine({ flat: 0.5 }), [0, 50, 75, 100], [1, 1, 0.5, 0]],
  ["flatThenCosine that is all flat", flatThenCosine({ flat: 1 }), [0, 99], [1, 1]],
  ["constant", constant(), [0, 99], [1, 1]],
])("%s", (_, schedule, steps, scales) => {
  expect(at(schedule, steps)).toBeClose(scales, 1e-12);
});

it.each([
  ["a floor above 1", () => cosine({ floor: 2 }), /floor.*got 2/],
  ["a warmup in steps", () => linearDecay({ warmup: 500 }), /warmup.*\[0, 1\].*got 500/],
  ["a growing staircase", () => stepDecay({ factor: 10 }), /factor.*got 10/],
  ["a misspelt option", () => flatThenCosine({ flart: 1 } as object), /Did you mean "flat"/],
])("refuses %s", (_, make, message) => {
  expect(make).toThrowSurenet("E_OPTION", message);
});

import { expect, it } from "vitest";
import { barLine } from "./training-bar.ts";

it("shows how far the training is, in a line that fits eighty columns", () => {
  const progress = { epoch: 7, epochs: 200, step: 60, steps: 100, loss: -0.0123, etaSeconds: 0.1 };
  const line = barLine(progress, 123.45);
  expect(line).toBe("train    ████████████░░░░░░░░   7/200   loss -0.012   123.5 ms/step   eta 1 s");
  expect(line.length).toBeLessThan(80);
});

it("is full at the end only", () => {
  const progress = { epoch: 20, epochs: 20, steps: 1000, loss: 1, etaSeconds: 0 };
  expect(barLine({ ...progress, step: 999 }, 1)).toContain("█░ 20/20");
  expect(barLine({ ...progress, step: 1000 }, 1)).toContain("█ 20/20");
});

import { readFileSync } from "node:fs";
import path from "node:path";
import { differentiableOps } from "@surenet/tensor-backend";
import { expect, it } from "vitest";
import type { EngineMeasurement } from "./measurement.ts";
import { page } from "./page.ts";

const file = path.resolve(import.meta.dirname, "../../docs/engines.md");

/** The operations of the table, in its order. */
function operations(text: string): string[] {
  return [...text.matchAll(/^\| `(\w+)` +\|/gm)].map(([, name]) => name ?? "");
}

it("the committed page lists exactly the operations that can be differentiated (else: npm run docs:engines)", () => {
  expect(operations(readFileSync(file, "utf8"))).toEqual(differentiableOps());
});

it("marks what is right, what is ours and what is refused", () => {
  const right = { forward: "right", gradient: "right", second: "right" };
  const engine: EngineMeasurement = {
    engine: "webgpu",
    version: "4",
    filledKernels: ["Add"],
    cases: [
      { kernel: "Add", name: "Add", ...right },
      { kernel: "Sort", name: "Sort, pairs", ...right, gradient: "no kernel Sort" },
    ],
  };
  const text = page(["Add", "Sort"], [engine]);
  expect(text).toContain("| `Add` | ✓ ✓ ✓ ● |\n| `Sort` | ✓ (1) ✓ |");
  expect(text).toContain("1. webgpu, Sort, pairs: no kernel Sort");
  expect(text).toContain("- webgpu: 1 of 2 cases right");
});

import { expect, it } from "vitest";
import { helpText } from "./help.ts";

it("shows options with their defaults, folded beside their names, then examples", () => {
  const options = {
    epochs: { kind: "count", value: "<n>", help: "passes", default: 20 },
    quiet: { kind: "flag", help: `only the ${"very ".repeat(20)}few paths` },
  } as const;
  const text = helpText({ name: "train", about: "trains", options, examples: ["", "--epochs 5"], notes: "A note." });
  expect(text.split("\n")).toEqual([
    "surenet train: trains",
    "",
    "  --epochs <n>  passes (default 20)",
    `  --quiet       only the ${"very ".repeat(17)}`.trimEnd(),
    `                ${"very ".repeat(3)}few paths`,
    "",
    "A note.",
    "",
    "Examples:",
    "  npm start -- train",
    "  npm start -- train --epochs 5",
  ]);
});

import { expect, it } from "vitest";
import type { Options } from "./option.ts";
import { readArguments } from "./read-arguments.ts";

const options = {
  data: { kind: "text", value: "<path>", help: "" },
  engine: { kind: "text", choices: ["auto", "wasm"], help: "", default: "auto" },
  epochs: { kind: "count", value: "<n>", help: "", default: 20 },
  seed: { kind: "natural", help: "" },
  lr: { kind: "positive", help: "" },
  offset: { kind: "nonNegative", help: "" },
  hidden: { kind: "counts", help: "" },
  eps: { kind: "positives", help: "" },
  quiet: { kind: "flag", help: "" },
} as const satisfies Options;
const read = (line: string) => readArguments(line === "" ? [] : line.split(" "), { command: "train", options });

it("gives every option its default, or undefined", () => {
  expect(read("")).toEqual({ engine: "auto", epochs: 20, quiet: false });
});

it("reads each kind of value, with a space or an equals sign", () => {
  expect(read("--data a=b.csv --epochs=5 --seed 0 --lr 1e-2 --offset 0 --hidden 8,4 --eps 0.5,1 --quiet")).toEqual({
    data: "a=b.csv",
    engine: "auto",
    epochs: 5,
    seed: 0,
    lr: 0.01,
    offset: 0,
    hidden: [8, 4],
    eps: [0.5, 1],
    quiet: true,
  });
});

it("lets the last one of equals count, so that a script can be overridden", () => {
  expect(read("--epochs 5 --epochs 6").epochs).toBe(6);
});

it("takes a lone dash for a value", () => {
  expect(read("--data -").data).toBe("-");
});

it("takes a word without dashes for the option that it stands for, once", () => {
  const inspect = { command: "inspect", options, positional: "data" } as const;
  expect(readArguments(["run/a", "--quiet"], inspect)).toMatchObject({ data: "run/a", quiet: true });
  expect(() => readArguments(["run/a", "run/b"], inspect)).toThrowSurenet("E_OPTION", /no use for "run\/b"/);
});

it.each([
  ["--epoch 3", /^train: there is no option --epoch\. Did you mean --epochs\?$/],
  ["--epoch=3", /no option --epoch\. Did you mean --epochs/],
  ["--zzz", /no option --zzz\. See: npm start -- train --help/],
  ["-q", /no option -q/],
  ["--toString x", /no option --toString/],
  ["--data", /--data needs a value; expected <path>/],
  ["--data --quiet", /--data needs a value/],
  ["--data=", /--data needs a value/],
  ["--quiet=yes", /--quiet takes no value; expected the flag alone, got "yes"/],
  ["--epochs 0", /--epochs is not usable; expected a positive integer, got "0"/],
  ["--epochs -1", /expected a positive integer, got "-1"/],
  ["--epochs 1.5", /expected a positive integer, got "1.5"/],
  ["--seed -1", /expected an integer from 0, got "-1"/],
  ["--lr 0", /expected a positive number, got "0"/],
  ["--lr x", /expected a positive number, got "x"/],
  ["--offset -0.1", /expected a number from 0/],
  ["--hidden 8,x", /expected a positive integer, or some separated by commas, got "8,x"/],
  ["--eps ,", /expected a positive number, or some/],
  ["--eps 0.1,Infinity", /expected a positive number, or some/],
  ["--engine wsm", /--engine is not usable; expected one of auto, wasm, got "wsm"\. Did you mean wasm\?/],
  ["data.csv", /there is no use for "data\.csv".*put -- before them/],
])("refuses %s", (line, message) => {
  expect(() => read(line)).toThrowSurenet("E_OPTION", message);
});

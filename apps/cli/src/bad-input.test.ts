import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import { npy } from "../test/npy.ts";
import { contents, surenet } from "../test/surenet.ts";

const TRAINING = ["--samples", "200", "--hidden", "8,8", "--epochs", "1"];
let folder = "";
const at = (...parts: string[]): string => path.join(folder, ...parts);
const table = `a,b,label\n${Array.from({ length: 20 }, (_, i) => `${i},${-i},${i % 2}`).join("\n")}\n`;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "surenet-cli-"));
  const file = (name: string, content: string | Uint8Array): Promise<void> => writeFile(at(name), content);
  await file("good.csv", table);
  await file("empty.csv", "");
  await file("cut.csv.gz", gzipSync(table).subarray(0, 60));
  await file("text.csv", table.replace("\n7,-7", "\n7,n/a"));
  await file("negative.csv", table.replace("\n7,-7,1", "\n7,-7,-3"));
  await file("high.csv", table.replace("\n7,-7,1", "\n7,-7,9"));
  await file("one-class.csv", "a,label\n1,0\n2,0\n");
  await mkdir(at("npy"));
  const pixels = Float32Array.from({ length: 20 }, (_, i) => (i === 7 ? NaN : i));
  const labels = Int32Array.from({ length: 10 }, (_, i) => i % 2);
  await file("npy/x.npy", npy([10, 2], pixels));
  await file("npy/y.npy", npy([10], labels));

  expect(await surenet(["train", ...TRAINING, "--out", at("run")])).toMatchObject({ code: 0 });
  for (const name of ["flipped", "cut", "no-model", "no-weights", "broken", "foreign", "other-classes", "torn", "begun"]) {
    await cp(at("run"), at(name), { recursive: true });
  }
  const weights = await readFile(at("run/model.safetensors"));
  await file("flipped/model.safetensors", weights.with(weights.length - 5, (weights.at(-5) ?? 0) ^ 1));
  await file("cut/model.safetensors", weights.subarray(0, 400));
  await rm(at("no-model"), { recursive: true });
  await mkdir(at("no-model"));
  await rm(at("no-weights/model.safetensors"));
  const model = await readFile(at("run/model.json"), "utf8");
  await file("broken/model.json", model.slice(0, 700));
  await file("foreign/model.json", '{"format":"something else"}');
  await file("other-classes/model.json", model.replace('"classes": 2', '"classes": 3'));
  await file("torn/checkpoint/latest.safetensors", (await readFile(at("run/checkpoint/latest.safetensors"))).subarray(0, 900));
  await rm(at("begun/model.json"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Words with `@name` for a file of the folder. */
const words = (line: string): string[] => line.split(" ").map((word) => (word.startsWith("@") ? at(word.slice(1)) : word));

it.each([
  ["train --data @empty.csv", /empty\.csv: the file is empty/],
  ["train --data @cut.csv.gz", /cut\.csv\.gz: the (compressed data|gzip file) is cut short/],
  ["train --data @text.csv", /text\.csv, line 9, column "b": "n\/a" is not a number.*--missing mean/],
  ["train --data @negative.csv", /negative\.csv, line 9, column "label": the label is out of range.*got -3/],
  ["train --data @high.csv", /high\.csv, line 9, column "label": label 9 is out of range/],
  ["train --data @high.csv --classes 2", /high\.csv, line 9.*expected an integer from 0 to 1, got 9/],
  ["train --data @one-class.csv", /one-class\.csv: a classifier needs two classes/],
  ["train --data @npy", /x\.npy, sample 3, feature 1: not a finite number; got NaN/],
  ["train --data twoMoon", /no generator of this name.*Did you mean twoMoons\?/],
  ["train --data constructor", /no generator of this name/],
  ["train --data @god.csv", /god\.csv: there is no such file or folder\. Did you mean "good\.csv"/],
  ["train --data @good.csv --label bb", /no column "bb"; expected one of a, b, label/],
  ["train --data @good.csv --holdout last:20", /holdout\.last.*from 1 to 19, got 20/],
  ["train --epoch 3", /^surenet: train: there is no option --epoch\. Did you mean --epochs\?/],
  ["train --epochs 0", /--epochs is not usable; expected a positive integer, got "0"/],
  ["train --hidden 63", /--hidden is not usable; expected even sizes/],
  ["train --tau 3", /--tau means nothing with --loss hkr/],
  ["train --holdout 2", /--holdout is not usable; expected a share/],
  ["train --engine node", /--engine node: the package @tensorflow\/tfjs-node cannot be loaded.*npm install/],
  ["train --out @good.csv", /good\.csv is a file\. Choose another folder/],
  ["train --out @npy", /npy: the folder holds other things than a run/],
  ["train --json @npy", /npy: this is a folder/],
  ["trian", /there is no command "trian"; expected one of train, certify, predict, inspect, export\. Did you mean train\?/],
  ["--data twoMoons", /there is no command "--data".*npm start -- train --data twoMoons/],
  ["toString", /there is no command "toString"/],
  ["certify --data twoMoons", /certify: --model is missing; expected a run folder/],
  ["certify --model @run", /certify: --data is missing/],
  ["predict --model @nowhere --data twoMoons", /nowhere: there is no such folder\. Train one first/],
  ["predict --model @good.csv --data twoMoons", /good\.csv: there is no such folder/],
  ["inspect @npy", /cannot read the run .*npy: model\.json: there is no such file/],
  ["inspect @no-model", /model\.json: there is no such file/],
  ["inspect @begun", /begun: the training has not ended.*--resume/],
  ["certify --model @flipped --data twoMoons", /flipped: model\.safetensors: .*SHA-256 differs/],
  ["certify --model @cut --data twoMoons", /cut: model\.safetensors/],
  ["certify --model @no-weights --data twoMoons", /no-weights: model\.safetensors: there is no such file/],
  ["certify --model @broken --data twoMoons", /broken: model\.json: the file is not JSON/],
  ["certify --model @foreign --data twoMoons", /foreign: model\.json: the file is not a model.*surenet-model/],
  ["certify --model @other-classes --data twoMoons", /the metadata are not those that were written/],
  [
    "certify --model @run --data syntheticDigits",
    /syntheticDigits: the data do not fit the model; expected samples of shape \[2\], got \[28, 28, 1\]/,
  ],
  ["certify --model @run --data gaussianBlobs", /more classes than the model; expected 2, got 3/],
  ["certify --model @run --data @good.csv", /good\.csv: feature 0 is not the one.*expected the column "x", got "a".*in this order: x, y/],
  ["predict --model @run --data @good.csv", /feature 0 is not the one/],
  ["predict --model @run --data @one-class.csv", /one-class\.csv: feature 0 is not the one|expected 2 features/],
  [
    `train ${TRAINING.join(" ")} --resume --out @run --epochs 2`,
    /cannot resume .*run: .*another training: --epochs differs; expected 1, got 2/,
  ],
  [`train ${TRAINING.join(" ")} --resume --out @run --margin 0.3`, /--margin differs; expected 0\.29, got 0\.3/],
  [`train ${TRAINING.join(" ")} --resume --out @run --seed 1`, /--seed differs; expected 0, got 1/],
  [`train ${TRAINING.join(" ")} --resume --out @run --engine cpu`, /--engine differs; expected "wasm", got "cpu"/],
  [`train ${TRAINING.join(" ")} --resume --out @run --samples 201`, /the data differ/],
  [
    `train ${TRAINING.join(" ")} --resume --out @torn`,
    /cannot resume .*torn: checkpoint\/latest\.safetensors, byte 0.*Train again without --resume/,
  ],
] as const)("%s: one paragraph, exit code 2, nothing written", async (line, message) => {
  const before = contents(folder);
  const given = line.startsWith("train") && !line.includes("--out") ? `${line} --out @fresh` : line;
  const { code, stdout, stderr } = await surenet(words(given));
  expect(stderr).toMatch(message);
  expect([code, stdout, stderr.trim().split("\n")]).toEqual([2, "", [expect.stringMatching(/^surenet: /)]]);
  expect(contents(folder)).toEqual(before);
});

it("shows the stack with --debug only", async () => {
  expect((await surenet(["trian"])).stderr).not.toMatch(/\n\s+at /);
  expect((await surenet(["trian", "--debug"])).stderr).toMatch(/\n\s+at /);
});

it("folds the paragraph under itself where a person watches", async () => {
  const { stderr } = await surenet(["train", "--data", "twoMoon"], { tty: true });
  const [first = "", ...rest] = stderr.trimEnd().split("\n");
  expect(first).toMatch(/^surenet: twoMoon: there is no such file/);
  for (const line of rest) expect(line).toMatch(/^ {9}\S.{0,90}$/);
});

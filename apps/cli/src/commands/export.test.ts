import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Tensor, tidy } from "@tensorflow/tfjs-core";
import { classifierLeaf, imageRoot, mlpBranch, NeuralTree, pointRegressorLeaf, projectionTrunk } from "@surenet/cortex-tree";
import { saveModel } from "@surenet/nn";
import { folderStore } from "@surenet/nn/node";
import { createRng, initBackend } from "@surenet/tensor-backend";
import { InferenceSession, Tensor as OnnxTensor } from "onnxruntime-web";
import { afterAll, beforeAll, expect, it } from "vitest";
import { surenet } from "../../test/surenet.ts";
import { openModel } from "../run/open-run.ts";

let folder = "";
const at = (...parts: string[]): string => path.join(folder, ...parts);
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "surenet-export-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** The largest difference between a file's answers in onnxruntime and those of the model it was made of, of what is at least 1. */
async function difference(file: string, run: string, inputName: string, x: Tensor): Promise<number> {
  const session = await InferenceSession.create(await readFile(file), { executionProviders: ["wasm"] });
  const found = await session.run({ [inputName]: new OnnxTensor("float32", Float32Array.from(x.dataSync()), [...x.shape]) });
  const { model } = await openModel("test", run);
  const wanted = tidy(() => {
    if (!(model instanceof NeuralTree)) return { output: Float32Array.from(model.forward(x).dataSync()) };
    const { leaves } = model.forward({ [inputName]: x });
    const answers = model.leafKeys.map((key) => [key, Float32Array.from(leaves[key]?.[model.leaf(key).answer]?.dataSync() ?? [])] as const);
    return Object.fromEntries<Float32Array>(answers);
  });
  model.dispose();
  expect(Object.keys(found).sort()).toEqual(Object.keys(wanted).sort());
  const differences = Object.entries(wanted).flatMap(([name, values]) => {
    const got = found[name]?.data as Float32Array;
    expect(got.length).toBe(values.length);
    return [...values].map((value, i) => Math.abs((got[i] ?? NaN) - value) / Math.max(1, Math.abs(value)));
  });
  return Math.max(...differences);
}

it.each([
  ["a perceptron", ["--data", "twoMoons", "--samples", "200", "--hidden", "8,8"], [2]],
  ["a convolutional net", ["--data", "syntheticDigits", "--samples", "64", "--arch", "patch", "--hidden", "16"], [28, 28, 1]],
] as const)("exports %s that onnxruntime computes as it is here", async (name, words, inputShape) => {
  const [run, file] = [at(name), at(`${name}.onnx`)];
  expect(await surenet(["train", ...words, "--epochs", "2", "--out", run, "--quiet"])).toMatchObject({ code: 0 });
  const exported = await surenet(["export", run, "--onnx", file]);
  expect(exported).toMatchObject({ code: 0, stdout: expect.stringContaining(`wrote ${file}: input [batch, ${inputShape.join(", ")}]`) as string }); // prettier-ignore
  const x = createRng(5).normal([7, ...inputShape]);
  expect(await difference(file, run, "input", x)).toBeLessThan(1e-5);
  x.dispose();
});

it("exports a tree with an output for every task", async () => {
  await initBackend({ prefer: ["wasm"] });
  const rng = createRng(6);
  const [run, file] = [at("tree"), at("tree.onnx")];
  using tree = new NeuralTree(
    {
      roots: { pixels: imageRoot(8, { height: 12, width: 12, widths: [4] }) },
      trunks: { shared: projectionTrunk(["pixels"], 16) },
      branches: { features: mlpBranch("shared", { outDim: 8, numLayers: 1 }) },
      leaves: { digit: classifierLeaf("features", 10), ink: pointRegressorLeaf("features", 1) },
    },
    { rng },
  );
  await saveModel(folderStore(run), tree);
  const exported = await surenet(["export", "--model", run, "--onnx", file]);
  expect(exported).toMatchObject({ code: 0, stdout: `wrote ${file}: inputs pixels; outputs digit, ink\n` });
  const x = rng.normal([5, 12, 12, 1]);
  expect(await difference(file, run, "pixels", x)).toBeLessThan(1e-5);
  x.dispose();
});

it("refuses what it cannot write, and leaves the file that was there", async () => {
  const file = at("kept.onnx");
  await writeFile(file, "mine");
  const run = at("unsure");
  const words = [
    "train",
    "--data",
    "twoMoons",
    "--samples",
    "64",
    "--arch",
    "bayes",
    "--hidden",
    "4",
    "--epochs",
    "1",
    "--out",
    run,
    "--quiet",
  ];
  expect(await surenet(words)).toMatchObject({ code: 0 });
  expect(await surenet(["export", run, "--onnx", file])).toMatchObject({ code: 2, stderr: expect.stringContaining("many networks") as string }); // prettier-ignore
  expect(await surenet(["export", run])).toMatchObject({ code: 2, stderr: expect.stringContaining("--onnx") as string });
  expect(await surenet(["export", at("nowhere"), "--onnx", file])).toMatchObject({ code: 2 });
  expect(readFileSync(file, "utf8")).toBe("mine");
  expect(existsSync(`${file}.${process.pid}.tmp`)).toBe(false);
});

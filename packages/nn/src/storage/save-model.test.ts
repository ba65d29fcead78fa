import { tensor, tidy } from "@tensorflow/tfjs-core";
import { createRng } from "@surenet/tensor-backend";
import { expectNoLeak } from "@surenet/testing";
import { afterEach, expect, it } from "vitest";
import { Linear } from "../layers/linear.ts";
import { Sequential } from "../layers/sequential.ts";
import type { Module } from "../module/module.ts";
import { loadModel } from "./load-model.ts";
import { memoryStore } from "./memory-store.ts";
import type { RunStore } from "./run-store.ts";
import { encodeSafetensors } from "./safetensors.ts";
import { saveModel } from "./save-model.ts";

const types = [Linear, Sequential];
const made: Module[] = [];
afterEach(() => made.splice(0).forEach((module) => module.dispose()));

function make(): Sequential {
  const model = new Sequential([new Linear(2, 3, { rng: createRng(1) }), new Linear(3, 1, { rng: createRng(2) })]);
  made.push(model);
  return model;
}

/** A store with a saved model, one of whose files is then changed. */
async function damaged(file: string, change: (bytes: Uint8Array) => Uint8Array): Promise<RunStore> {
  const store = memoryStore();
  await saveModel(store, make());
  await store.write(file, change((await store.read(file)) ?? new Uint8Array()));
  return store;
}

/** Replaces text in a file. */
const edit = (from: string | RegExp, to: string) => (bytes: Uint8Array) =>
  new TextEncoder().encode(new TextDecoder().decode(bytes).replace(from, to));

it("reads the model it wrote: equal structure, weights, outputs and metadata", async () => {
  const store = memoryStore();
  const model = make();
  await saveModel(store, model, { metadata: { classNames: ["left", "right"] } });
  expect(await store.list()).toEqual(["model.json", "model.safetensors"]);
  const { model: copy, metadata } = await loadModel(store, types);
  made.push(copy);
  expect(metadata).toEqual({ classNames: ["left", "right"] });
  expect(copy.toJSON()).toEqual(model.toJSON());
  expect(copy.training).toBe(false);
  tidy(() => {
    const x = tensor([[0.3, -2]]);
    expect(copy.forward(x).dataSync()).toEqual(model.forward(x).dataSync());
  });
});

it.each([
  [
    "a flipped bit in the weights",
    "model.safetensors",
    (b: Uint8Array) => b.with(b.length - 1, (b.at(-1) ?? 0) ^ 1),
    /model\.safetensors: the weights are not those/,
  ],
  ["weights cut short", "model.safetensors", (b: Uint8Array) => b.subarray(0, -4), /SHA-256 differs/],
  ["an empty model.json", "model.json", () => new Uint8Array(), /model\.json: the file is not JSON/],
  ["a model.json cut short", "model.json", (b: Uint8Array) => b.subarray(0, 100), /not JSON/],
  ["somebody else's JSON", "model.json", edit(/[^]*/, "[1, 2]"), /"surenet-model"/],
  ["a later version", "model.json", edit('"version": 1', '"version": 2'), /version is not known.*got 2/],
  ["an unknown layer", "model.json", edit("nn.Linear", "nn.Lineal"), /no module type "nn\.Lineal".*"nn\.Linear"/],
  ["another layer size", "model.json", edit('"inFeatures": 3', '"inFeatures": 4'), /model\.safetensors: .*layers\.1\.weight differs/],
  ["an impossible layer size", "model.json", edit('"inFeatures": 3', '"inFeatures": -3'), /model\.json: Linear: option inFeatures/],
  ["a module that is no structure", "model.json", edit('"type": "nn.Sequential"', '"kind": 3'), /module is not a structure/],
  ["a changed word in the metadata", "model.json", edit(/"metadata": \{[^}]*\}/, '"metadata": { "scale": 2 }'), /metadata are not those/],
  ["a weights entry without a file", "model.json", edit('"file"', '"path"'), /weights is not/],
])("refuses %s", async (_, file, change, message) => {
  await expectNoLeak(async () => {
    const store = await damaged(file, change);
    await expect(loadModel(store, types)).rejects.toThrowSurenet("E_FILE", message);
    made.splice(0).forEach((module) => module.dispose());
  });
});

it("says that there is no model where there is none", async () => {
  await expect(loadModel(memoryStore(), types)).rejects.toThrowSurenet("E_FILE", /model\.json: there is no such file/);
});

it("refuses weights that are not finite, when saving and when loading", async () => {
  const model = make();
  const store = memoryStore();
  await saveModel(store, model);
  tidy(() => model.namedParameters()[1]?.[1].assign(tensor([1, NaN, 2])));
  await expect(saveModel(store, model)).rejects.toThrowSurenet("E_VALUE", /layers\.0\.bias/);

  const bytes = encodeSafetensors({ bias: { shape: [1], data: Float32Array.of(NaN) } });
  await store.write("model.safetensors", bytes);
  const hash = Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)), (b) => b.toString(16).padStart(2, "0")).join("");
  await store.write("model.json", edit(/"sha256": "\w+"/, `"sha256": "${hash}"`)((await store.read("model.json")) ?? new Uint8Array()));
  await expect(loadModel(store, types)).rejects.toThrowSurenet("E_FILE", /tensor bias: element 0 is not finite/);
});

it("refuses file names that lead out of a store", async () => {
  await expect(memoryStore().write("../model.json", new Uint8Array())).rejects.toThrowSurenet("E_OPTION", /name/);
});

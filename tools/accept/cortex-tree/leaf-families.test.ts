import { tensor } from "@tensorflow/tfjs-core";
import { predict } from "@surenet/cortex-tree";
import { syntheticDigits } from "@surenet/data";
import { loadModel, memoryStore, saveModel } from "@surenet/nn";
import { createRng } from "@surenet/tensor-backend";
import { expect, it } from "vitest";
import { familyModules, trainFamilies } from "./leaf-families.ts";

it("trains a leaf of every family on one tree, and a file gives the same answers", async () => {
  const rng = createRng(1);
  const [train, test] = [syntheticDigits(300, { rng }), syntheticDigits(100, { rng })];
  const { tree, figures } = await trainFamilies({ train, test }, { epochs: 6, rng });
  const pixels = tensor(test.inputs, [test.size, test.inputs.length / test.size]);
  const numbers = (of: typeof tree): number[][] =>
    Object.values(predict(of, { pixels })).flatMap((leaf) => Object.values(leaf).map((value) => Array.from(value.dataSync())));

  for (const leaf of ["plain", "bayesian", "spiking", "certified"]) expect(figures[leaf]?.["acc"], leaf).toBeGreaterThan(0.6);
  const store = memoryStore();
  await saveModel(store, tree);
  const { model } = await loadModel(store, familyModules);
  expect(numbers(model as typeof tree)).toEqual(numbers(tree.eval() as typeof tree));
  for (const one of [tree, model]) one.dispose();
  pixels.dispose();
});

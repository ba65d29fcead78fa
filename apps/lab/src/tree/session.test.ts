import { memory } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { TreeSession } from "./session.ts";
import { DEFAULTS, fieldsOf, settingsFrom } from "./settings.ts";

it("trains three tasks together, then one more, whose training changes no other answer by a bit", async () => {
  const before = memory().numTensors;
  const session = new TreeSession(DEFAULTS);
  const first = await session.train(12);
  expect(first.leaves["digit"]?.metrics["acc"]).toBeGreaterThan(0.85);
  expect(first.leaves["parity"]?.metrics["acc"]).toBeGreaterThan(0.85);
  expect(first.leaves["ink"]?.metrics["r2"]).toBeGreaterThan(0.8);
  expect(first.frozenChange).toBeUndefined();

  const grown = await session.addTask("large");
  expect(grown.nodes.filter(({ frozen }) => !frozen).map(({ key }) => key)).toEqual(["pixels", "profile", "large", "large"]); // roots have nothing to train
  expect(grown.nodes.find(({ kind, key }) => kind === "leaves" && key === "large")?.from).toEqual(["large"]);
  const then = await session.train(8);
  expect(then.leaves["large"]?.metrics["acc"]).toBeGreaterThan(0.85);
  expect(then.leaves["digit"]?.metrics).toEqual(first.leaves["digit"]?.metrics);
  expect(then.frozenChange).toBe(0);
  await expect(session.addTask("large")).rejects.toThrow(/already/);
  await session.dispose();
  expect(memory().numTensors).toBe(before);
});

it("repeats itself from the seed", async () => {
  const run = async (): Promise<unknown> => {
    const session = new TreeSession({ ...DEFAULTS, width: 16, weighting: "equal" });
    await session.train(1);
    await session.addTask("prime");
    const { leaves } = await session.train(1);
    await session.dispose();
    return leaves;
  };
  expect(await run()).toEqual(await run());
});

it("reads its address, and takes the default for what makes no sense", () => {
  const settings = { ...DEFAULTS, weighting: "equal", width: 64, added: ["prime", "large"] } as const;
  expect(settingsFrom(fieldsOf(settings))).toEqual(settings);
  expect(settingsFrom(new URLSearchParams("weighting=none&seed=-2&width=1e9&added=first,loop"))).toEqual(DEFAULTS);
});

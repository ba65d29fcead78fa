import { encodeSafetensors, memoryStore } from "@surenet/nn";
import { expect, it } from "vitest";
import { checkpointStore, hasCheckpoint } from "./checkpoint-store.ts";

const NAME = "checkpoint/latest.safetensors";
const identity = { loss: "hkr", margin: 0.29, tau: undefined, hidden: [8, 8], data: "ab12" };
const bytes = encodeSafetensors({ w: { shape: [2], data: Float32Array.of(1, 2) } }, { state: "{}" });

it("gives a checkpoint back to the training that wrote it", async () => {
  const store = checkpointStore(memoryStore(), identity);
  expect([await hasCheckpoint(store), await store.read(NAME)]).toEqual([false, undefined]);
  await store.write(NAME, bytes);
  expect(await hasCheckpoint(checkpointStore(store, identity))).toBe(true);
});

it.each([
  ["a number", { margin: 0.3 }, /--margin differs; expected 0\.29, got 0\.3.*--out/],
  ["a list", { hidden: [8, 16] }, /--hidden differs; expected \[8,8\], got \[8, 16\]/],
  ["an option more", { tau: 4 }, /--tau differs; expected nothing, got 4/],
  ["other data", { data: "cd34" }, /another training: the data differ\. Give/],
])("refuses it to a training with %s", async (_, change, message) => {
  const store = memoryStore();
  await checkpointStore(store, identity).write(NAME, bytes);
  const other = checkpointStore(store, { ...identity, ...change });
  await expect(other.read(NAME)).rejects.toThrowSurenet("E_STATE", message);
  await expect(hasCheckpoint(other)).rejects.toThrowSurenet("E_STATE", message);
});

it("refuses a checkpoint that another program wrote, or a damaged one", async () => {
  const store = memoryStore();
  await store.write(NAME, bytes);
  await expect(checkpointStore(store, identity).read(NAME)).rejects.toThrowSurenet("E_FILE", /surenet train did not write/);
  await store.write(NAME, bytes.subarray(0, 20));
  await expect(checkpointStore(store, identity).read(NAME)).rejects.toThrowSurenet("E_FILE", /checkpoint\/latest\.safetensors, byte 0/);
});

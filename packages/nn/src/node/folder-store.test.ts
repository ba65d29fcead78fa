import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { folderStore } from "./folder-store.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "surenet-"));
});
afterEach(() => rm(folder, { recursive: true }));

it("writes, reads, lists and removes files, in folders it makes itself", async () => {
  const store = folderStore(join(folder, "new", "run"));
  expect(await store.list()).toEqual([]);
  expect(await store.read("model.json")).toBeUndefined();
  await store.write("model.json", Uint8Array.of(1, 2));
  await store.write("checkpoint/latest.safetensors", Uint8Array.of(3));
  await store.write("model.json", Uint8Array.of(4));
  expect(await store.list()).toEqual(["checkpoint/latest.safetensors", "model.json"]);
  expect(Array.from((await store.read("model.json")) ?? [])).toEqual([4]);
  await store.remove("model.json");
  await store.remove("model.json");
  expect(await store.list()).toEqual(["checkpoint/latest.safetensors"]);
});

it("leaves no temporary file behind and does not list one of a crashed process", async () => {
  const store = folderStore(folder);
  await store.write("a", Uint8Array.of(1));
  expect(await readdir(folder)).toEqual(["a"]);
  await writeFile(join(folder, "a.tmp-123-0"), "half");
  expect(await store.list()).toEqual(["a"]);
});

it("removes with the next write what a killed process has left of that file, and nothing of one that runs", async () => {
  const dead = spawnSync(process.execPath, ["--version"]).pid; // a process that has ended
  const [stray, another, living] = [`a.tmp-${dead}-0`, `b.tmp-${dead}-3`, `a.tmp-${process.ppid}-0`];
  for (const name of [stray, another, living]) await writeFile(join(folder, name), "half");
  await folderStore(folder).write("a", Uint8Array.of(1));
  expect((await readdir(folder)).toSorted()).toEqual(["a", living, another].toSorted());
});

it("keeps the old file when a write fails", async () => {
  const store = folderStore(folder);
  await store.write("a/b", Uint8Array.of(1));
  await expect(store.write("a", Uint8Array.of(2))).rejects.toThrow(); // a folder is in the way
  expect(Array.from((await store.read("a/b")) ?? [])).toEqual([1]);
  expect(await readdir(folder)).toEqual(["a"]);
});

it.each(["../escape", "/etc/passwd", "a//b", "a\\b", ""])("refuses the name %j", async (name) => {
  await expect(folderStore(folder).write(name, new Uint8Array())).rejects.toThrowSurenet("E_OPTION", /relative path/);
});

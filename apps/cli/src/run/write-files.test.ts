import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { checkOutputFile, checkRunFolder } from "./check-places.ts";
import { writeFiles } from "./write-files.ts";

let folder = "";
const at = (...parts: string[]): string => path.join(folder, ...parts);
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "surenet-cli-"));
  await writeFile(at("file"), "old");
  await mkdir(at("taken"));
  await mkdir(at("other"));
  await writeFile(at("other/notes.txt"), "mine");
});
afterAll(() => rm(folder, { recursive: true }));

it("writes files together, in folders that it makes", async () => {
  await writeFiles({ [at("new/a.txt")]: "a", [at("new/deep/b.bin")]: Uint8Array.of(1, 2) });
  expect(await readFile(at("new/a.txt"), "utf8")).toBe("a");
  expect([...(await readFile(at("new/deep/b.bin")))]).toEqual([1, 2]);
});

it("changes no file when one of them cannot be written, and leaves no rubbish", async () => {
  await expect(writeFiles({ [at("file")]: "new", [at("file/below")]: "impossible" })).rejects.toMatchObject({ syscall: "mkdir" });
  expect(await readFile(at("file"), "utf8")).toBe("old");
  expect((await readdir(folder)).toSorted()).toEqual(["file", "new", "other", "taken"]);
});

it("takes new and empty folders and runs for a run, and nothing else", async () => {
  await mkdir(at("run/checkpoint"), { recursive: true });
  for (const good of ["not/yet/there", "taken", "run"]) await checkRunFolder(at(good));
  await expect(checkRunFolder(at("other"))).rejects.toThrowSurenet("E_FILE", /holds other things than a run.*got "notes\.txt".*--out/);
  await expect(checkRunFolder(at("file"))).rejects.toThrowSurenet("E_FILE", /file is a file/);
  await expect(checkRunFolder(at("file/below"))).rejects.toThrowSurenet("E_FILE", /file is a file/);
});

it("wants a file for a report, not a folder", async () => {
  for (const good of [undefined, "-", at("report.json"), at("file"), at("not/yet/report.json")]) await checkOutputFile(good);
  await expect(checkOutputFile(at("taken"))).rejects.toThrowSurenet("E_FILE", /taken: this is a folder/);
  await expect(checkOutputFile(at("file/report.json"))).rejects.toThrowSurenet("E_FILE", /file is a file/);
});

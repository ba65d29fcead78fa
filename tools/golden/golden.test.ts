import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { runFile } from "./run.ts";
import { readGolden } from "./vectors.ts";

const packages = path.resolve(import.meta.dirname, "../../packages");
const files = readdirSync(packages)
  .map((name) => path.join(packages, name, "test/golden"))
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => readGolden(folder));

it.each(files.map((file) => [file.subject, file] as const))("%s: every vector is matched, or deviates as listed", async (_, file) => {
  const failed = (await runFile(file)).filter(({ outcome }) => outcome.kind === "failed");
  expect(failed.map(({ name, outcome }) => `${name}: ${outcome.kind === "failed" ? outcome.why : ""}`)).toEqual([]);
});

it("finds the copies that the packages keep", () => {
  expect(files.length).toBeGreaterThanOrEqual(5);
});

import { mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { surenet } from "../test/surenet.ts";
import { commands } from "./cli.ts";

const before = process.cwd();
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "surenet-cli-"));
  await symlink(path.resolve(import.meta.dirname, "../.."), path.join(folder, "apps"));
  process.chdir(folder); // the examples name files as seen from the repository's root
});
afterAll(async () => {
  process.chdir(before);
  await rm(folder, { recursive: true });
});

it("trains on two moons and certifies fresh ones when there are no words", async () => {
  const { code, stdout } = await surenet([]);
  expect(code).toBe(0);
  expect(stdout.match(/^certified +(1\.000|0\.99\d) +(1\.000|0\.99\d)/gm)).toHaveLength(2);
  expect(stdout).toContain("wrote run/twoMoons-0/  model.safetensors  model.json  history.json  report.json  regions.svg  certified/\n");
  expect(stdout).toContain("certify  run/twoMoons-0 on twoMoons: 2000 samples, Lipschitz bound 1.00000");
});

const examples = commands.flatMap(({ name, examples: lines }) => lines.map((line) => `${name} ${line}`.trim()));

it.each(examples)("the help's example works: %s", async (line) => {
  const words = line.replace(/ +#.*/, "").split(" ");
  const short = words[0] === "train" ? ["--epochs", "1", "--hidden", "8,8", ...(line.includes(".csv") ? [] : ["--samples", "1200"])] : [];
  expect(await surenet([...words, ...short])).toMatchObject({ code: 0, stdout: expect.stringMatching(/./) as string });
});

it("leaves what the examples say they write", async () => {
  expect(await readdir(folder)).toEqual(expect.arrayContaining(["digits.json", "predictions.csv", "radii.csv", "structure.json"]));
});

it.each([["--help"], ["help"], ["-h"]])("shows all commands with %s", async (word) => {
  const { code, stdout } = await surenet([word]);
  expect(code).toBe(0);
  for (const { name, about } of commands) expect(stdout).toContain(`  ${name.padEnd(9)} ${about}\n`);
});

it.each(commands.map(({ name }) => name))("shows the options of %s, wherever help is asked for", async (name) => {
  const { stdout } = await surenet([name, "--help"]);
  expect(stdout).toMatch(new RegExp(`^surenet ${name}: .*\n\n  --`));
  expect((await surenet(["help", name])).stdout).toBe(stdout);
  expect((await surenet([name, "--bogus", "-h"])).stdout).toBe(stdout);
  expect(Math.max(...stdout.split("\n").map(({ length }) => length))).toBeLessThan(112);
});

it("tells its version", async () => {
  expect((await surenet(["--version"])).stdout).toMatch(/^surenet \d+\.\d+\.\d+\n$/);
});

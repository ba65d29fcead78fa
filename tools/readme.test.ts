import { execFile } from "node:child_process";
import { globSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const root = path.resolve(import.meta.dirname, "..");
const scratch = path.join(root, ".cache/readme");

const blocks = await Promise.all(
  globSync(["README.md", "docs/*.md", "{packages,apps}/*/README.md"], { cwd: root }).map(async (file) => {
    const text = await readFile(path.join(root, file), "utf8");
    return [...text.matchAll(/^```ts\n(.*?)^```/gms)].map((match, i) => ({ name: `${file}, block ${i + 1}`, code: match[1] ?? "" }));
  }),
);

it.each(blocks.flat())("$name runs as it stands", async ({ name, code }) => {
  const folder = path.join(scratch, name.replace(/\W+/g, "-"));
  await mkdir(folder, { recursive: true });
  try {
    await writeFile(path.join(folder, "block.ts"), code);
    const run = promisify(execFile)(
      process.execPath,
      ["--conditions=@surenet/source", "--disable-warning=ExperimentalWarning", path.join(folder, "block.ts")],
      { cwd: folder },
    );
    await expect(run).resolves.toMatchObject({ stderr: "" });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

it("finds the README's first screen", () => {
  expect(blocks.flat().map(({ name }) => name)).toContain("README.md, block 1");
});

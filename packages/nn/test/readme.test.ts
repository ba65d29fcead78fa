import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { expect, it, vi } from "vitest";

it("shows an example in the README that runs and prints what it says", async () => {
  const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
  const example = /```ts\n([^]*?)```/.exec(readme)?.[1] ?? "";
  const folder = new URL("../run/", import.meta.url); // ignored by git, and inside the package, whose imports it needs
  const file = new URL("readme-example.ts", folder);
  await mkdir(folder, { recursive: true });
  await writeFile(file, example);
  const log = vi.spyOn(console, "log").mockReturnValue(undefined);
  try {
    await import(/* @vite-ignore */ pathToFileURL(file.pathname).href);
    const [printed] = log.mock.calls[0] as [{ loss: number; accuracy: number }];
    expect(printed.accuracy).toBe(1);
    expect(printed.loss).toBeLessThan(0.1);
    expect(example).toContain(`loss: ${printed.loss.toFixed(2)}`);
  } finally {
    log.mockRestore();
    await rm(folder, { recursive: true });
  }
});

import { readFile } from "node:fs/promises";
import path from "node:path";
import type { ErrorCode } from "@surenet/tensor-backend";
import { expect, it } from "vitest";

const page = await readFile(path.join(import.meta.dirname, "../docs/errors.md"), "utf8");

// the type checker notices a code that is missing here, and one that is no more
const codes = Object.keys({
  E_OPTION: true,
  E_SHAPE: true,
  E_DTYPE: true,
  E_VALUE: true,
  E_ENGINE: true,
  E_KERNEL: true,
  E_FILE: true,
  E_STATE: true,
  E_MEMORY: true,
  E_UNSUPPORTED: true,
} satisfies Record<ErrorCode, true>);

it("explains every code, and no other", () => {
  expect([...page.matchAll(/^## (.*)$/gm)].map(([, title]) => title)).toEqual(codes);
});

it.each(codes)("shows a message of %s and says what to do", (code) => {
  const section = page.split(/^## /m).find((part) => part.startsWith(`${code}\n`)) ?? "";
  expect(section).toMatch(/^```ts\n.*^```\n\n```text\n.+^```\n.*\*\*What to do\.\*\*/ms); // tools/readme.test.ts runs the block and compares what it prints
  expect(page.split(/^## /m)[0]).toContain(`[\`${code}\`](#${code.toLowerCase()})`);
});

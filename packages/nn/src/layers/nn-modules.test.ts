import { expect, it } from "vitest";
import { nnModules } from "./nn-modules.ts";

it("has one id per module, all in this package's name", () => {
  const ids = nnModules.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^nn\.\w+$/);
});

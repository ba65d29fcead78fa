import { expect, it } from "vitest";
import { csvRow, roundDown, roundUp } from "./format.ts";

it("never prints a bound below the number, nor a radius above it", () => {
  expect(roundUp(1.00000015, 7)).toBe("1.0000002");
  expect(roundUp(1, 7)).toBe("1.0000000");
  expect(roundDown(0.9999999, 3)).toBe("0.999");
  expect(roundDown(0.5, 3)).toBe("0.500");
});

it("quotes cells that would break a row", () => {
  expect(csvRow([1, "cat", 'the "big", one', "two\nlines"])).toBe('1,cat,"the ""big"", one","two\nlines"');
});

import { expect, it } from "vitest";
import { wrap } from "./wrap.ts";

it("breaks between words and indents what follows", () => {
  expect(wrap("one two three", { width: 8, indent: 2 })).toBe("one two\n  three");
  expect(wrap("one two", { width: 7, indent: 2 })).toBe("one two");
});

it("leaves a word whole that is longer than a line", () => {
  expect(wrap("a incomprehensibilities b", { width: 5, indent: 1 })).toBe("a\n incomprehensibilities\n b");
});

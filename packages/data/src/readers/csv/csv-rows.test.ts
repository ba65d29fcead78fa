import { expect, it } from "vitest";
import { forEachRow, likelyDelimiter } from "./csv-rows.ts";

it.each([
  ["a,b;c,d", ","],
  ["a;b;c\n1,5;2,5;0", ";"],
  ['"a,b,c";d', ";"],
  ["\n \na\tb c,d\te", "\t"],
  ["1,5;2,5", ","], // commas are more
  ["1;5,2", ";"], // as many of each: a comma is more likely a decimal
  ["lonely", ","],
])("takes the delimiter of %j for %j", (text, delimiter) => {
  expect(likelyDelimiter(text)).toBe(delimiter);
});

it("gives cells with the line their row begins on, whatever ends the lines", () => {
  const rows: unknown[] = [];
  forEachRow('a,"x ""y"""\r\n\n"1\r\n2",b\r3,c', { name: "t", delimiter: "auto" }, ({ cells, line }) => rows.push([line, ...cells]));
  expect(rows).toEqual([
    [1, "a", 'x "y"'],
    [3, "1\n2", "b"],
    [5, "3", "c"],
  ]);
});

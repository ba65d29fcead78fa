import { gzipSync, strToU8 } from "fflate";
import { expect, it } from "vitest";
import { expectNoFlipMisread, expectNoTruncationRead } from "../../../test/damage.ts";
import { type CsvOptions, readCsv } from "./read-csv.ts";

const name = "data/train.csv";
const read = (text: string, options: CsvOptions = {}) => readCsv(strToU8(text), { name, ...options });

it("reads numbers, with the last column as label", () => {
  const data = read("width,height,kind\n1,2.5,cat\n-3e2,.5,dog\n0,0,cat\n");
  expect(data).toMatchObject({ inputShape: [2], classes: 2, featureNames: ["width", "height"], classNames: ["cat", "dog"] });
  expect(data.inputs).toEqual(new Float32Array([1, 2.5, -300, 0.5, 0, 0]));
  expect(data.targets).toEqual(new Int32Array([0, 1, 0]));
});

it("takes the label column by name or number", () => {
  for (const label of ["kind", 1]) {
    const data = read("a,kind,b\n1,0,2\n3,1,4", { label });
    expect(data).toMatchObject({ inputs: new Float32Array([1, 2, 3, 4]), targets: new Int32Array([0, 1]), featureNames: ["a", "b"] });
  }
});

it.each([
  ["semicolons", "a;b;c\n1;2;0\n3;4;1"],
  ["tabs", "a\tb\tc\n1\t2\t0\n3\t4\t1"],
  ["quoted cells", '"a","b","c"\n"1","2","0"\n"3","4","1"'],
  ["Windows line ends", "a,b,c\r\n1,2,0\r\n3,4,1\r\n"],
  ["old Macintosh line ends", "a,b,c\r1,2,0\r3,4,1"],
  ["a byte order mark", "\ufeffa,b,c\n1,2,0\n3,4,1"],
  ["blank lines", "\n\na,b,c\n\n1,2,0\n   \n3,4,1\n\n"],
  ["spaces about cells", " a , b , c \n 1 , 2 , 0 \n 3 , 4 , 1 "],
])("reads %s", (_, text) => {
  expect(read(text)).toMatchObject({ inputs: new Float32Array([1, 2, 3, 4]), targets: new Int32Array([0, 1]), featureNames: ["a", "b"] });
});

it("reads features alone, whether a label column is there or not", () => {
  const features = { inputs: new Float32Array([1, 2, 3, 4]), inputShape: [2], featureNames: ["a", "b"] };
  for (const text of ["a,b\n1,2\n3,4", "a,b,kind\n1,2,cat\n3,4,", "a,b,kind\n1,2,?\n3,4,1"]) {
    const data = read(text, { onlyFeatures: 2 });
    expect(data).toMatchObject(features);
    expect([data.targets, data.classes]).toEqual([new Float32Array(2), undefined]);
  }
  expect(read("kind,a,b\ncat,1,2\n,3,4", { onlyFeatures: 2, label: "kind" })).toMatchObject(features);
  expect(read("a,b\n1,2\n3,4", { onlyFeatures: 2, label: "kind" })).toMatchObject(features); // the option that the training had
  expect(read("1,2\n3,4", { onlyFeatures: 2 })).toMatchObject({ inputs: features.inputs, inputShape: [2] });
  expect(read("5\n6", { onlyFeatures: 1 }).inputs).toEqual(new Float32Array([5, 6]));
  expect(read("a,b\n1,\n3,4\n5,8", { onlyFeatures: 2, missing: "mean" }).inputs).toEqual(new Float32Array([1, 6, 3, 4, 5, 8]));
});

it("reads another delimiter when told", () => {
  expect(read("1|2|0\n3|4|1", { delimiter: "|" }).inputs).toEqual(new Float32Array([1, 2, 3, 4]));
});

it("reads a gzip file, and never a part of it or another content", () => {
  const bytes = gzipSync(strToU8("a,b\n1,0\n2,1"));
  const file = (some: Uint8Array) => readCsv(some, { name });
  expect(file(bytes).inputs).toEqual(new Float32Array([1, 2]));
  expectNoTruncationRead(bytes, file, name);
  expectNoFlipMisread(bytes, file, file(bytes));
});

it("reads reals as a regression", () => {
  const data = read("x,y\n1,0.5\n2,1");
  expect([data.classes, data.targets]).toEqual([undefined, new Float32Array([0.5, 1])]);
  expect(read("x,y\n1,150\n2,200", { task: "regression" }).targets).toEqual(new Float32Array([150, 200]));
});

it("puts the mean of the column where a value is missing, if told", () => {
  // column a: (1 + 4) / 2 = 2.5
  const data = read("a,b,c\n1,5,0\nNA,6,1\n4,?,0\n,n/a,1", { missing: "mean" });
  expect(data.inputs).toEqual(new Float32Array([1, 5, 2.5, 6, 4, 5.5, 2.5, 5.5]));
  expect(() => read("a,b,c\n1,,0\n2,NA,1", { missing: "mean" })).toThrowSurenet(
    "E_FILE",
    /column "b": no cell of this column holds a number/,
  );
  expect(() => read("a,b,c\n1,x,0", { missing: "mean" })).toThrowSurenet("E_FILE", /column "b": "x" is not a number/);
});

it("reads later data with the classes of earlier data", () => {
  expect(read("x,y\n1,dog", { classNames: ["cat", "dog"] })).toMatchObject({ classes: 2, targets: new Int32Array([1]) });
  expect(() => read("x,y\n1,dogg", { classNames: ["cat", "dog"] })).toThrowSurenet(
    "E_FILE",
    /line 2, column "y": the label "dogg".*one of cat, dog. Did you mean "dog"/,
  );
  expect(read("x,y\n1,3", { classes: 10 }).classes).toBe(10);
});

it("writes the error that the user meets first", () => {
  const text = "width,height,kind\n" + "1,2,cat\n".repeat(10) + "n/a,2,dog\n";
  expect(() => read(text)).toThrowSurenet(
    "E_FILE",
    /^cannot read data\/train\.csv, line 12, column "width": "n\/a" is not a number\. Every column but the label must be numeric\. Drop the row, or use missing: "mean" \(--missing mean\)\.$/,
  );
});

it.each([
  ["an empty file", "", {}, /train.csv: the file is empty/],
  ["a blank file", " \n\n", {}, /the file is empty/],
  ["a header only", "a,b,c\n", {}, /line 1: there is a header, but no row of data/],
  ["one column", "a\n1\n2", {}, /line 1: there is only one column/],
  ["text", "a,b,c\n1,2,0\n3,four,1", {}, /line 3, column "b": "four" is not a number.*Correct the cell/],
  ["an empty cell", "a,b,c\n1,,0", {}, /line 2, column "b": the cell is empty.*--missing mean/],
  ["text without a header", "1,2,0\n3,four,1", {}, /line 2, column 1: "four" is not a number/],
  ["a number of another base", "a,b\n0x1f,0", {}, /line 2, column "a": "0x1f" is not a number/],
  ["infinity", "a,b\nInfinity,0", {}, /line 2, column "a": "Infinity" is not a number/],
  ["a number beyond float32", "a,b\n1e39,0", {}, /line 2, column "a": 1e39 is too large/],
  ["a short row", "a,b,c\n1,2,0\n\n1,2", {}, /line 4: the row is not as long.*expected 3 cells, as in line 1, got 2/],
  ["a long row", "a,b,c\n1,2,0,", {}, /line 2: the row is not as long.*expected 3 cells.*got 4/],
  ["a name twice", "a,b,a\n1,2,0", {}, /line 1: two columns are named "a"/],
  [
    "a label that is not there",
    "a,b,kind\n1,2,0",
    { label: "kindd" },
    /line 1: there is no column "kindd"; expected one of a, b, kind. Did you mean "kind"/,
  ],
  ["a label number that is not there", "1,2,0", { label: 3 }, /line 1: there is no column 3; expected a label column from 0 to 2/],
  ["a label name without a header", "1,2,0", { label: "a", header: false }, /needs a header/],
  ["a missing label", "a,b\n1,cat\n2,", {}, /line 3, column "b": the label is missing/],
  ["a text label among numbers", "a,b\n1,0\n2,1\n3,cat", {}, /line 4, column "b": the label "cat" is not a number.*classNames/],
  ["a negative label", "a,b\n1,0\n2,-1", {}, /line 3, column "b": the label is out of range; expected an integer from 0 to 0, got -1/],
  [
    "a label that is no class",
    "a,b\n1,0\n2,3",
    { classes: 3 },
    /line 3, column "b": the label is out of range; expected an integer from 0 to 2, got 3/,
  ],
  ["a label between classes", "a,b\n1,0\n2,0.5", { task: "classification" }, /line 3, column "b": the label.*got 0.5/],
  ["more names than classes", "a,b\n1,x\n2,y\n3,z", { classes: 2 }, /expected 2 different labels/],
  ["a text target", "a,b\n1,x", { task: "regression" }, /line 2, column "b": the label "x" is not a number/],
  ["an open quote", 'a,b\n1,0\n"2,1\n3,0', {}, /line 3: a quoted cell is damaged/],
  ["text after a quote", 'a,b\n"1"2,1', {}, /line 2: a quoted cell is damaged/],
  [
    "columns that are not the model's",
    "a,b,c,d\n1,2,3,4",
    { onlyFeatures: 2 },
    /line 1: the table has the wrong number of columns.*expected 2 features, alone or with a label, got 4/,
  ],
  ["text in the last feature", "a,b\n1,2\n3,x", { onlyFeatures: 2 }, /line 3, column "b": "x" is not a number/],
  ["half a header", "a,7,c\n1,2,0", {}, /line 1: this row is neither a header nor data.*header: true/],
] as const)("refuses %s", (_, text, options, message) => {
  expect(() => read(text, options)).toThrowSurenet("E_FILE", message);
});

it("counts lines through quoted line breaks", () => {
  expect(() => read('"a\nb",c\n1,0\nx,1')).toThrowSurenet("E_FILE", /line 4, column "a\\nb": "x"/);
});

it("tells a header from data", () => {
  expect(read("1,2,0\n3,4,1").size).toBe(2);
  expect(read("1,2,cat\n3,4,dog").size).toBe(2); // text labels do not make a header
  expect(read("0,1,target\n3,4,1\n5,6,0")).toMatchObject({ size: 2, featureNames: ["0", "1"] }); // numbered columns with a named label
  expect(read("a,NA,c\n1,2,0").featureNames).toEqual(["a", "NA"]);
  expect(() => read("NA,2,0\n3,4,1")).toThrowSurenet("E_FILE", /line 1, column 0: "NA" is not a number/);
  expect(read("a,7,c\n1,2,0", { header: true }).featureNames).toEqual(["a", "7"]);
  expect(read("7,8,0\n1,2,0", { header: true }).size).toBe(1);
  expect(read(",x,kind\n0,5,a").featureNames).toEqual(["", "x"]); // the index column that pandas writes
});

it("refuses what is no UTF-8 text, and options that mean nothing", () => {
  expect(() => readCsv(Uint8Array.of(0xff, 0xfe, 0x31, 0), { name })).toThrowSurenet("E_FILE", /not UTF-8/);
  expect(() => read("1,0", { delimeter: ";" } as never)).toThrowSurenet("E_OPTION", /Did you mean "delimiter"/);
  expect(() => read("1,0", { delimiter: "::" })).toThrowSurenet("E_OPTION", /one character/);
  expect(() => read("1,0", { missing: "median" as never })).toThrowSurenet("E_OPTION", /missing/);
  expect(() => read("1,0", { header: "yes" as never })).toThrowSurenet("E_OPTION", /header/);
  expect(() => read("1,0", { onlyFeatures: 0 })).toThrowSurenet("E_OPTION", /onlyFeatures.*a positive integer, got 0/);
});

it("survives every damaged byte of a small table", () => {
  expectNoFlipMisread(strToU8('a,"b",c\n1,2,x\n3,"4",y\n'), (bytes) => readCsv(bytes, { name }));
});

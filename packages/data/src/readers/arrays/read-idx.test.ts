import { gzipSync } from "fflate";
import { expect, it } from "vitest";
import { idxFile } from "../../../test/array-files.ts";
import { expectNoFlipMisread, expectNoTruncationRead } from "../../../test/damage.ts";
import { readIdx } from "./read-idx.ts";

const name = "digits-idx";
const read = (bytes: Uint8Array) => readIdx(bytes, { name });

it("reads bytes with the last axis fastest", () => {
  expect(read(idxFile([2, 3], { body: [1, 2, 3, 250, 251, 252] }))).toEqual({
    name,
    type: "uint8",
    shape: [2, 3],
    data: new Uint8Array([1, 2, 3, 250, 251, 252]),
  });
});

it.each([
  ["int8", 0x09, [0xff, 0x02], new Int8Array([-1, 2])],
  ["int16", 0x0b, [0xff, 0xfe, 0x01, 0x00], new Int16Array([-2, 256])],
  ["int32", 0x0c, [0, 0, 1, 0, 0xff, 0xff, 0xff, 0xff], new Int32Array([256, -1])],
  ["float32", 0x0d, [0x3f, 0x80, 0, 0, 0xc0, 0x20, 0, 0], new Float32Array([1, -2.5])], // 1.25 · 2^1 is 0x40200000
  ["float64", 0x0e, [0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0], new Float64Array([1, 2])],
])("reads %s, big endian", (type, code, body, data) => {
  expect(read(idxFile([2], { type: code, body }))).toEqual({ name, type, shape: [2], data });
});

it("reads a gzip file as its content", () => {
  const file = idxFile([3], { body: [7, 8, 9] });
  expect(read(gzipSync(file))).toEqual(read(file));
});

it("does not share memory with the file, even when that is a Node buffer", () => {
  const file = Buffer.from(idxFile([1], { body: [7] }));
  const { data } = read(file);
  file.fill(0);
  expect(data[0]).toBe(7);
});

it("says how many bytes it expected", () => {
  // 4 + 2 · 4 bytes of header, 6 of data
  expect(() => read(idxFile([2, 3], { body: [1, 2, 3, 4, 5] }))).toThrowSurenet(
    "E_FILE",
    /cut short; expected 18 bytes for shape \[2, 3\] of uint8, got 17/,
  );
  expect(() => read(idxFile([2, 3], { body: [1, 2, 3, 4, 5, 6, 7] }))).toThrowSurenet("E_FILE", /more data.*expected 18 bytes.*got 19/);
  expect(() => read(idxFile([4294967295, 4294967295], { body: [] }))).toThrowSurenet("E_FILE", /cut short/);
  expect(() => read(new Uint8Array())).toThrowSurenet("E_FILE", /cannot read digits-idx: the file is empty/);
  expect(() => read(Uint8Array.of(0x50, 0x4b, 3, 4))).toThrowSurenet("E_FILE", /no IDX file.*got "50 4b 03 04"/);
});

it("never reads a part of a file, plain or gzip", () => {
  const file = idxFile([3, 2, 2], { body: Array.from({ length: 12 }, (_, i) => i) });
  expectNoTruncationRead(file, read, name);
  expectNoTruncationRead(gzipSync(file), read, name);
  expectNoTruncationRead(gzipSync(file, { filename: "digits" }), read, name);
});

it("never reads another content out of a damaged gzip file", () => {
  const file = idxFile([3, 2, 2], { body: Array.from({ length: 12 }, (_, i) => i % 5) });
  expectNoFlipMisread(gzipSync(file), read, read(file));
  expectNoFlipMisread(file, read);
});

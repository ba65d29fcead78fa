import { gzipSync } from "fflate";
import { expect, it } from "vitest";
import { npyFile, npyHeader } from "../../../test/array-files.ts";
import { expectNoFlipMisread, expectNoTruncationRead } from "../../../test/damage.ts";
import { readNpy } from "./read-npy.ts";

const name = "x.npy";
const read = (bytes: Uint8Array) => readNpy(bytes, { name });

it("reads a file written out by hand", () => {
  // numpy.save("x.npy", numpy.array([1.0, -2.0], dtype="<f4")): magic, version 1.0, 0x76 = 118 bytes of header, 2 · 4 bytes
  const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }" + " ".repeat(60) + "\n";
  const file = Uint8Array.from([0x93, 78, 85, 77, 80, 89, 1, 0, 0x76, 0, ...Buffer.from(header), 0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]);
  expect(file).toHaveLength(136);
  expect(read(file)).toEqual({ name, type: "float32", shape: [2], data: new Float32Array([1, -2]) });
});

it.each([
  ["|b1", [0, 1], new Uint8Array([0, 1])],
  ["|u1", [7, 255], new Uint8Array([7, 255])],
  ["|i1", [7, 255], new Int8Array([7, -1])],
  ["<u2", [1, 2, 255, 255], new Uint16Array([513, 65535])],
  [">i2", [255, 255, 1, 2], new Int16Array([-1, 258])],
  [">u4", [0, 0, 0, 5, 255, 255, 255, 255], new Uint32Array([5, 4294967295])],
  ["<i4", [5, 0, 0, 0, 255, 255, 255, 255], new Int32Array([5, -1])],
  ["<i8", [5, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255], new Float64Array([5, -1])],
  [">i8", [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9], new Float64Array([4294967296, 9])],
  ["<f2", [0x00, 0x3c, 0x00, 0xc1], new Float32Array([1, -2.5])], // 0xc100: sign, exponent 16 - 15 = 1, fraction 256/1024
  ["<f2", [0x01, 0x00, 0x00, 0x7c], new Float32Array([2 ** -24, Infinity])],
  [">f4", [0x3f, 0x80, 0, 0, 0xc0, 0, 0, 0], new Float32Array([1, -2])],
  ["<f8", [0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0xc0], new Float64Array([1, -2])],
])("reads %s %j", (descr, body, data) => {
  expect(read(npyFile(npyHeader(descr, [2]), { body })).data).toEqual(data);
});

it("reads versions 2 and 3, and a scalar", () => {
  for (const version of [2, 3]) expect(read(npyFile(npyHeader("|u1", [1]), { body: [9], version })).data).toEqual(new Uint8Array([9]));
  expect(read(npyFile(npyHeader("|u1", []), { body: [9] }))).toMatchObject({ shape: [], data: new Uint8Array([9]) });
});

it("reads Fortran order into C order", () => {
  // [[1, 2, 3], [4, 5, 6]] column by column
  const header = "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }";
  expect(read(npyFile(header, { body: [1, 4, 2, 5, 3, 6] })).data).toEqual(new Uint8Array([1, 2, 3, 4, 5, 6]));
  // a[i, j, k] = 100 i + 10 j + k of shape [2, 2, 3]: i runs fastest
  const cube = "{'fortran_order': True, 'shape': (2, 2, 3), 'descr': '|u1'}";
  const body = [0, 100, 10, 110, 1, 101, 11, 111, 2, 102, 12, 112];
  expect(read(npyFile(cube, { body })).data).toEqual(new Uint8Array([0, 1, 2, 10, 11, 12, 100, 101, 102, 110, 111, 112]));
});

it.each([
  ["text", "{'descr': '<U5', 'fortran_order': False, 'shape': (1,), }", /type of the array.*got "'<U5'".*float32/],
  ["objects", "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", /type of the array/],
  ["records", "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", /header is not that of a plain array/],
  ["a missing key", "{'descr': '|u1', 'shape': (1,), }", /expected descr, fortran_order and shape/],
  ["a key too many", "{'descr': '|u1', 'fortran_order': False, 'shape': (1,), 'more': True, }", /expected descr/],
  ["a key twice", "{'descr': '|u1', 'descr': '|u1', 'fortran_order': False, 'shape': (1,), }", /header is not that of a plain array/],
  ["a negative size", "{'descr': '|u1', 'fortran_order': False, 'shape': (-1,), }", /header is not that of a plain array/],
  ["a size that is none", "{'descr': '|u1', 'fortran_order': False, 'shape': (1 2,), }", /shape in the npy header/],
  ["code", "{'descr': '|u1', 'fortran_order': False, 'shape': (1,), }; exit()", /header is not that of a plain array/],
])("refuses %s in the header", (_, header, message) => {
  expect(() => read(npyFile(header, { body: [1] }))).toThrowSurenet("E_FILE", message);
});

it("says how many bytes it expected, and refuses what it cannot hold", () => {
  // 128 bytes of head, 3 · 2 of data
  expect(() => read(npyFile(npyHeader("<i2", [3]), { body: [1, 0, 2, 0] }))).toThrowSurenet(
    "E_FILE",
    /expected 134 bytes for shape \[3\] of int16, got 132/,
  );
  expect(() => read(npyFile(npyHeader("|u1", [1]), { body: [1, 2] }))).toThrowSurenet("E_FILE", /more data than/);
  expect(() => read(npyFile(npyHeader("<i8", [1]), { body: [0, 0, 0, 0, 0, 0, 0, 1] }))).toThrowSurenet("E_FILE", /too large.*below 2\^53/);
  expect(() => read(npyFile(npyHeader("|u1", [1]), { body: [1], version: 4 }))).toThrowSurenet("E_FILE", /version.*got "4.0"/);
});

it("never reads a part of a file, nor crashes on a damaged one", () => {
  const file = npyFile(npyHeader("<f4", [2, 2]), { body: Array.from({ length: 16 }, (_, i) => i) });
  expectNoTruncationRead(file, read, name);
  expectNoTruncationRead(gzipSync(file), read, name);
  expectNoFlipMisread(file, read);
});

import { strToU8, zipSync } from "fflate";
import { expect, it } from "vitest";
import { npyFile, npyHeader } from "../../../test/array-files.ts";
import { expectNoFlipMisread, expectNoTruncationRead } from "../../../test/damage.ts";
import { readNpz } from "./read-npz.ts";

const name = "data.npz";
const read = (bytes: Uint8Array) => {
  const archive = readNpz(bytes, { name });
  return { x: archive.array("x"), y: archive.array("y") };
};
const x = npyFile(npyHeader("<f4", [2, 1]), { body: [0, 0, 0x80, 0x3f, 0, 0, 0, 0x40] });
const y = npyFile(npyHeader("|u1", [2]), { body: [0, 1] });
const [stored, deflated] = [0, 6].map((level) => zipSync({ "x.npy": x, "y.npy": y }, { level: level as 0 | 6, mtime: "2024-01-01" })) as [
  Uint8Array,
  Uint8Array,
];

it.each([
  ["stored", stored],
  ["deflated", deflated],
])("reads %s arrays by name", (_, bytes) => {
  expect(read(bytes)).toMatchObject({
    x: { shape: [2, 1], data: new Float32Array([1, 2]) },
    y: { shape: [2], data: new Uint8Array([0, 1]) },
  });
});

it("reads only the array asked for, so that others may be of any type", () => {
  const names = npyFile("{'descr': '<U5', 'fortran_order': False, 'shape': (0,), }", { body: [] });
  const archive = readNpz(zipSync({ "y.npy": y, "names.npy": names, "readme.txt": strToU8("hello") }), { name });
  expect(archive.names).toEqual(["y", "names"]);
  expect(archive.array("y").shape).toEqual([2]);
  expect(() => archive.array("names")).toThrowSurenet("E_FILE", /data.npz, array "names": the type/);
});

it("lists what an archive holds when an array is missing", () => {
  const archive = readNpz(zipSync({ "x_train.npy": x, "y_train.npy": y }), { name });
  expect(() => archive.array("x_tran")).toThrowSurenet("E_FILE", /expected one of x_train, y_train. Did you mean "x_train"/);
  expect(() => readNpz(zipSync({}), { name }).array("x")).toThrowSurenet("E_FILE", /an archive that holds npy files/);
});

it("refuses what follows or precedes the archive", () => {
  expect(() => read(Uint8Array.from([...stored, 0]))).toThrowSurenet("E_FILE", /cut short/);
  expect(() => read(Uint8Array.from([0, ...stored]))).toThrowSurenet("E_FILE", /directory is damaged/);
  expect(() => read(new Uint8Array())).toThrowSurenet("E_FILE", /empty/);
});

it.each([
  ["stored", stored],
  ["deflated", deflated],
])("never reads a part of a %s archive, nor another content", (_, bytes) => {
  expectNoTruncationRead(bytes, read, name);
  const want = read(bytes);
  // a changed name is another array, not another content; everything else must be found out
  expectNoFlipMisread(bytes, read, want);
});

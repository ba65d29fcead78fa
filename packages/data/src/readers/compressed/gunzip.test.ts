import { gzipSync, strToU8 } from "fflate";
import { expect, it } from "vitest";
import { crc32 } from "./crc32.ts";
import { gunzip } from "./gunzip.ts";

const name = "a.gz";
const text = strToU8("one two three two one ".repeat(20));

it("has the check value of CRC-32", () => {
  expect(crc32(strToU8("123456789"))).toBe(0xcbf43926);
});

it("skips every optional field of the header", () => {
  // flags 2 + 4 + 8 + 16: extra "ab" of length 2, name "n", comment "c", 2 bytes of header checksum
  const plain = gzipSync(text, { mtime: 0 });
  const optional = [2, 0, 0x61, 0x62, 0x6e, 0, 0x63, 0, 9, 9];
  const bytes = Uint8Array.from([...plain.subarray(0, 3), 30, ...plain.subarray(4, 10), ...optional, ...plain.subarray(10)]);
  expect(gunzip(bytes, { name })).toEqual(text);
});

it("says how a file is damaged", () => {
  const bytes = gzipSync(text);
  const changed = (at: number, value: number): Uint8Array => bytes.with(at < 0 ? bytes.length + at : at, value);
  expect(() => gunzip(bytes.subarray(0, 20), { name })).toThrowSurenet(
    "E_FILE",
    /cannot read a.gz: the compressed data is cut short after 2 bytes. Copy/,
  );
  expect(() => gunzip(bytes.subarray(0, 9), { name })).toThrowSurenet("E_FILE", /gzip file is cut short after 9 bytes/);
  expect(() => gunzip(changed(-1, 1), { name })).toThrowSurenet("E_FILE", /damaged; expected \d+ bytes after unpacking, got 440/);
  expect(() => gunzip(changed(-8, 1), { name })).toThrowSurenet("E_FILE", /damaged; expected checksum/);
  expect(() => gunzip(changed(2, 7), { name })).toThrowSurenet("E_FILE", /header is damaged/);
  expect(() => gunzip(text, { name })).toThrowSurenet("E_FILE", /no gzip file/);
});

it("refuses a second member instead of leaving it out", () => {
  expect(() => gunzip(Uint8Array.from([...gzipSync(text), ...gzipSync(strToU8("more"))]), { name })).toThrowSurenet("E_FILE", /damaged/);
});

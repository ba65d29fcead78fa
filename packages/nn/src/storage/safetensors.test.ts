import { expect, it } from "vitest";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";
import type { TensorDataDict } from "./tensor-data.ts";

const dict: TensorDataDict = {
  "layers.0.weight": { shape: [2, 2], data: Float32Array.of(1, -2.5, 3e-30, Infinity) },
  steps: { shape: [], data: Int32Array.of(-7) },
  __proto: { shape: [0], data: new Float32Array(0) },
};

/** A file with any header and any bytes after it. */
function file(header: unknown, body: readonly number[] = [], length?: number): Uint8Array {
  const head = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + head.length + body.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length ?? head.length), true);
  bytes.set(head, 8);
  bytes.set(body, 8 + head.length);
  return bytes;
}

it("reads what it wrote, at any offset of a larger buffer", () => {
  const bytes = encodeSafetensors(dict, { note: "täglich" });
  const within = new Uint8Array(bytes.length + 3);
  within.set(bytes, 3);
  expect(decodeSafetensors(within.subarray(3), "x")).toEqual({ tensors: dict, metadata: { note: "täglich" } });
  expect(encodeSafetensors(dict, { note: "täglich" })).toEqual(bytes);
});

it("writes the layout of the format", () => {
  const bytes = encodeSafetensors({ a: { shape: [1], data: Float32Array.of(1) } });
  const header = '{"__metadata__":{},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
  expect(header.length).toBe(72); // a multiple of 8, so without padding
  expect(Array.from(bytes.subarray(0, 8))).toEqual([72, 0, 0, 0, 0, 0, 0, 0]);
  expect(new TextDecoder().decode(bytes.subarray(8, 80))).toBe(header);
  expect(Array.from(bytes.subarray(80))).toEqual([0, 0, 0x80, 0x3f]); // 1.0 in float32
});

it.each([
  ["F64", [0, 0, 0, 0, 0, 0, 0xf8, 0xbf], Float32Array.of(-1.5)],
  // 1 01111 1000000000 = −1.5; 0 00000 0000000001 = 2^-24; 0 11111 0 = infinity
  ["F16", [0x00, 0xbe, 0x01, 0x00, 0x00, 0x7c], Float32Array.of(-1.5, 2 ** -24, Infinity)],
  ["BF16", [0xc0, 0xbf], Float32Array.of(-1.5)],
  ["I64", [0xfe, 255, 255, 255, 255, 255, 255, 255], Int32Array.of(-2)],
  ["I16", [0xfe, 0xff], Int32Array.of(-2)],
  ["I8", [0xfe], Int32Array.of(-2)],
  ["U8", [0xfe], Int32Array.of(254)],
  ["BOOL", [1, 0], Int32Array.of(1, 0)],
])("reads %s", (dtype, body, data) => {
  const header = { a: { dtype, shape: [data.length], data_offsets: [0, body.length] } };
  expect(decodeSafetensors(file(header, body), "x").tensors).toEqual({ a: { shape: [data.length], data } });
});

it("refuses a file that is cut at any byte", () => {
  const bytes = encodeSafetensors(dict);
  for (let length = 0; length < bytes.length; length++) {
    expect(() => decodeSafetensors(bytes.subarray(0, length), "cut"), `${length} bytes`).toThrowSurenet("E_FILE", /^cut, /);
  }
});

const f32 = (from: number, to: number, shape: readonly number[] = [1]): object => ({ dtype: "F32", shape, data_offsets: [from, to] });

it.each([
  ["a huge header", file("{}", [], 2 ** 50), /byte 0: the header is longer than the file/],
  ["a header that is not JSON", file("{]"), /byte 8: the header is not JSON/],
  ["a header that is not UTF-8", Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0xff), /not JSON/],
  ["a header that is a list", file([]), /not a JSON object/],
  ["an entry that is a number", file({ a: 1 }), /tensor a: dtype/],
  ["metadata that are no strings", file({ __metadata__: { a: 1 } }), /__metadata__/],
  ["a negative size", file({ a: f32(0, 4, [-1]) }, [0, 0, 0, 0]), /tensor a: shape/],
  ["sizes that overflow", file({ a: f32(0, 4, [2 ** 40, 2 ** 40]) }, [0, 0, 0, 0]), /tensor a: data_offsets/],
  ["offsets that do not fit the type", file({ a: f32(0, 3) }, [0, 0, 0]), /tensor a: data_offsets.*4 bytes for F32 \[1\]/],
  ["offsets beyond the end", file({ a: f32(4, 8) }, [0, 0, 0, 0]), /tensor a: there is a gap.*a start at 0, got 4/],
  ["overlapping tensors", file({ a: f32(0, 4), b: f32(2, 6) }, [0, 0, 0, 0, 0, 0]), /tensor b: the tensor overlaps/],
  ["bytes after the last tensor", file({ a: f32(0, 4) }, [0, 0, 0, 0, 9]), /byte \d+: there are bytes after/],
  [
    "an unknown type",
    file({ a: { dtype: "F8_E4M3", shape: [1], data_offsets: [0, 1] } }, [0]),
    /F8_E4M3 is not supported; expected F64, F32/,
  ],
  [
    "an I64 beyond 32 bits",
    file({ a: { dtype: "I64", shape: [1], data_offsets: [0, 8] } }, [0, 0, 0, 0, 1, 0, 0, 0]),
    /32 bits, got 4294967296/,
  ],
])("refuses %s", (_, bytes, message) => {
  expect(() => decodeSafetensors(bytes, "x")).toThrowSurenet("E_FILE", message);
});

it("refuses to write data that do not fit their shape", () => {
  expect(() => encodeSafetensors({ a: { shape: [3], data: new Float32Array(2) } })).toThrowSurenet("E_SHAPE", /3 numbers, got 2/);
});

import type { Json } from "./json.ts";
import { need } from "./refusal.ts";
import { sha256 } from "./sha256.ts";

/** The numbers of a model: little-endian, one array after the other, each with its place, type and hash in the JSON. */
interface Arrays {
  readonly f32: Float32Array;
  readonly f64: Float64Array;
  readonly i32: Int32Array;
}
type TypeName = keyof Arrays;
const TYPES = { f32: Float32Array, f64: Float64Array, i32: Int32Array } as const;

/** What the JSON says about an array. */
export interface NumbersJson {
  readonly type: TypeName;
  readonly offset: number;
  readonly length: number;
  readonly sha256: string;
}

/** Larger weights would leave the range in which nothing overflows. */
const LARGEST = 2 ** 20;
const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Arrays out of `model.bin`, each checked. */
export class NumbersReader {
  readonly #bytes: Uint8Array;
  readonly #hashes: { readonly where: string; readonly claimed: string; readonly bytes: Uint8Array }[] = [];

  constructor(bytes: Uint8Array) {
    need(isLittleEndian, "model.bin", "this machine is big-endian");
    this.#bytes = bytes;
  }

  /** @param length that the array must have, when it is known */
  read<T extends TypeName>(json: Json, type: T, length?: number): Arrays[T] {
    json.field("type").oneOf([type]);
    const width = TYPES[type].BYTES_PER_ELEMENT;
    const count = json.field("length").integer(0, Math.floor(this.#bytes.length / width));
    need(length === undefined || count === length, json.where, `${length} numbers are expected, got ${count}`);
    const offset = json.field("offset").integer(0, this.#bytes.length - count * width);
    const bytes = Uint8Array.from(this.#bytes.subarray(offset, offset + count * width)); // a copy: the slice of a Node Buffer would not be one
    this.#hashes.push({ where: json.where, claimed: json.field("sha256").text(), bytes });
    const numbers = new TYPES[type](bytes.buffer);
    need(
      numbers.every((value) => Math.abs(value) <= LARGEST || type === "i32"),
      json.where,
      `a number is not finite, or beyond ${LARGEST}`,
    );
    return numbers as Arrays[T];
  }

  /** @throws Refusal when the bytes of an array are not those that the JSON was written for */
  async checkHashes(): Promise<void> {
    for (const { where, claimed, bytes } of this.#hashes)
      need((await sha256(bytes)) === claimed, where, "the SHA-256 of the numbers is another");
  }
}

/** Arrays into `model.bin`. */
export class NumbersWriter {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  async write(type: TypeName, values: ArrayLike<number>): Promise<NumbersJson> {
    const numbers = TYPES[type].from(values);
    const bytes = new Uint8Array(numbers.buffer);
    const json = { type, offset: this.#length, length: numbers.length, sha256: await sha256(bytes) };
    this.#parts.push(bytes);
    this.#length += bytes.length;
    return json;
  }

  bytes(): Uint8Array {
    const all = new Uint8Array(this.#length);
    let offset = 0;
    for (const part of this.#parts) {
      all.set(part, offset);
      offset += part.length;
    }
    return all;
  }
}

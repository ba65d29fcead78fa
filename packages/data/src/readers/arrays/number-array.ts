/** The number types that array files hold. */
export type NumberType = "bool" | "uint8" | "int8" | "uint16" | "int16" | "uint32" | "int32" | "int64" | "float16" | "float32" | "float64";

/** An n-dimensional array as a file holds it, last axis fastest. */
export interface NumberArray {
  /** The file (and the entry in it) for messages. */
  readonly name: string;
  readonly type: NumberType;
  readonly shape: readonly number[];
  /** `float16` is widened to `float32`, `int64` to `float64`; everything else keeps its type. */
  readonly data: NumberData;
}

export type NumberData = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array;

/** Bytes of one number. */
export const BYTES: Readonly<Record<NumberType, number>> = {
  bool: 1,
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  float16: 2,
  uint32: 4,
  int32: 4,
  float32: 4,
  int64: 8,
  float64: 8,
};

const PLATFORM_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/**
 * Numbers out of bytes of either order, copied.
 *
 * @param bytes a whole number of numbers, borrowed
 * @example decodeNumbers(new Uint8Array([1, 0]), { type: "int16", littleEndian: false }) // Int16Array [256]
 */
export function decodeNumbers(bytes: Uint8Array, { type, littleEndian }: { type: NumberType; littleEndian: boolean }): NumberData {
  const { buffer } = littleEndian === PLATFORM_LITTLE_ENDIAN ? new Uint8Array(bytes) : reversed(bytes, BYTES[type]);
  switch (type) {
    case "bool":
    case "uint8":
      return new Uint8Array(buffer);
    case "int8":
      return new Int8Array(buffer);
    case "uint16":
      return new Uint16Array(buffer);
    case "int16":
      return new Int16Array(buffer);
    case "uint32":
      return new Uint32Array(buffer);
    case "int32":
      return new Int32Array(buffer);
    case "int64":
      return Float64Array.from(new BigInt64Array(buffer), Number);
    case "float16":
      return Float32Array.from(new Uint16Array(buffer), halfToNumber);
    case "float32":
      return new Float32Array(buffer);
    case "float64":
      return new Float64Array(buffer);
  }
}

/** The bytes of every number the other way round. */
function reversed(bytes: Uint8Array, width: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) out[i - (i % width) + width - 1 - (i % width)] = bytes[i] ?? 0;
  return out;
}

/** IEEE 754 binary16: 1 sign bit, 5 exponent bits (bias 15), 10 fraction bits. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

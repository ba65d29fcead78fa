import { malformedFile } from "@surenet/tensor-backend";

/** How an element type of a safetensors file is read. */
interface ElementType {
  readonly bytes: number;
  readonly float: boolean;
  /** @param where names the tensor, for numbers that an int32 cannot hold */
  read(view: DataView, offset: number, where: string): number;
}

/** The types we read; F32 and I32 are what we write. */
export const elementTypes: ReadonlyMap<string, ElementType> = new Map<string, ElementType>([
  ["F64", { bytes: 8, float: true, read: (view, offset) => view.getFloat64(offset, true) }],
  ["F32", { bytes: 4, float: true, read: (view, offset) => view.getFloat32(offset, true) }],
  ["F16", { bytes: 2, float: true, read: (view, offset) => halfToNumber(view.getUint16(offset, true)) }],
  ["BF16", { bytes: 2, float: true, read: readBfloat16 }],
  ["I64", { bytes: 8, float: false, read: readInt64 }],
  ["I32", { bytes: 4, float: false, read: (view, offset) => view.getInt32(offset, true) }],
  ["I16", { bytes: 2, float: false, read: (view, offset) => view.getInt16(offset, true) }],
  ["I8", { bytes: 1, float: false, read: (view, offset) => view.getInt8(offset) }],
  ["U8", { bytes: 1, float: false, read: (view, offset) => view.getUint8(offset) }],
  ["BOOL", { bytes: 1, float: false, read: (view, offset) => (view.getUint8(offset) === 0 ? 0 : 1) }],
]);

/** IEEE 754 binary16: 1 sign, 5 exponent (bias 15), 10 fraction bits. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** A bfloat16 is the upper half of a float32. */
function readBfloat16(view: DataView, offset: number): number {
  const scratch = new DataView(new ArrayBuffer(4));
  scratch.setUint32(0, view.getUint16(offset, true) << 16);
  return scratch.getFloat32(0);
}

function readInt64(view: DataView, offset: number, where: string): number {
  const value = view.getBigInt64(offset, true);
  if (value !== BigInt.asIntN(32, value)) {
    throw malformedFile({ where, problem: "an I64 number does not fit", expected: "32 bits", got: value });
  }
  return Number(value);
}

import { unreadable } from "../unreadable.ts";
import type { NumberType } from "./number-array.ts";

export interface NpyHeader {
  readonly type: NumberType;
  readonly littleEndian: boolean;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
}

const TYPES: Readonly<Record<string, NumberType>> = {
  b1: "bool",
  u1: "uint8",
  i1: "int8",
  u2: "uint16",
  i2: "int16",
  u4: "uint32",
  i4: "int32",
  i8: "int64",
  f2: "float16",
  f4: "float32",
  f8: "float64",
};
const ENTRY = /^'(\w+)'\s*:\s*('[^']*'|True|False|\([\d\s,L]*\))\s*(,\s*|(?=\}))/;
const TYPE = /^'([<>|=]?)(\w+)'$/;
const SHAPE = /^\(\s*(?:\d+L?\s*,\s*)*(?:\d+L?\s*)?\)$/;

/**
 * The dictionary at the head of an npy file: exactly `descr`, `fortran_order` and `shape`, in any order.
 *
 * @param text such as `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }`
 * @throws SurenetError `E_FILE` for anything else, and for types that are not plain numbers
 */
export function parseNpyHeader(text: string, { name }: { readonly name: string }): NpyHeader {
  const { descr, fortran_order: order, shape, ...others } = dictionary(text, name);
  const [, endian = "", code = ""] = TYPE.exec(descr ?? "") ?? [];
  const type = TYPES[code];
  if (descr === undefined || order === undefined || shape === undefined || Object.keys(others).length > 0) {
    throw unreadable(name, "the npy header is damaged", { expected: "descr, fortran_order and shape", got: text.trim() });
  }
  if (type === undefined) {
    const fix = "Save the array as float32, or as uint8 for pixels.";
    throw unreadable(name, "the type of the array is not read", { expected: `one of ${Object.keys(TYPES).join(", ")}`, got: descr, fix });
  }
  if (!SHAPE.test(shape)) throw unreadable(name, "the shape in the npy header is damaged", { got: shape });
  if (order !== "True" && order !== "False")
    throw unreadable(name, "the npy header is damaged", { expected: "fortran_order True or False", got: order });
  const sides = (shape.match(/\d+/g) ?? []).map(Number);
  if (!Number.isSafeInteger(8 * sides.reduce((total, side) => total * side, 1)))
    throw unreadable(name, "the shape in the npy header is damaged", { got: shape });
  return { type, littleEndian: endian !== ">", fortranOrder: order === "True", shape: sides };
}

/** A flat Python dictionary of strings, booleans and tuples of integers, as the text of its values. */
function dictionary(text: string, name: string): Record<string, string> {
  const damaged = (): Error =>
    unreadable(name, "the npy header is not that of a plain array", {
      expected: "a dictionary of descr, fortran_order and shape",
      got: text.trim(),
    });
  let rest = text.trim();
  if (!rest.startsWith("{") || !rest.endsWith("}")) throw damaged();
  const entries: Record<string, string> = {};
  for (rest = rest.slice(1).trimStart(); rest !== "}";) {
    const [whole, key, value] = ENTRY.exec(rest) ?? [];
    if (whole === undefined || key === undefined || value === undefined || key in entries) throw damaged();
    entries[key] = value;
    rest = rest.slice(whole.length);
  }
  return entries;
}

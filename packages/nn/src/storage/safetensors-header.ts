import { type ErrorDetails, type SurenetError, malformedFile } from "@surenet/tensor-backend";
import { elementTypes } from "./element-types.ts";
import { sizeOf } from "./tensor-data.ts";

/** One tensor of the header, in the format's own spelling; offsets count from the end of the header. */
export interface TensorEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [from: number, to: number];
}

export interface SafetensorsHeader {
  readonly entries: readonly (readonly [name: string, entry: TensorEntry])[];
  readonly metadata: Readonly<Record<string, string>>;
  /** The byte at which the numbers begin. */
  readonly start: number;
}

/**
 * Reads and checks the header: types, sizes, and that the tensors cover the rest of the file without overlap or gap.
 *
 * @throws SurenetError `E_FILE`
 */
export function parseHeader(bytes: Uint8Array, name: string): SafetensorsHeader {
  const broken = (place: string, details: Omit<ErrorDetails, "where">): SurenetError =>
    malformedFile({ where: `${name}, ${place}`, ...details });
  if (bytes.length < 8) throw broken(`byte ${bytes.length}`, { problem: "the file ends in the header's length", expected: "8 bytes" });
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (length > bytes.length - 8) {
    throw broken("byte 0", { problem: "the header is longer than the file", expected: `at most ${bytes.length - 8} bytes`, got: length });
  }
  const start = 8 + length;
  const json = parseJson(bytes.subarray(8, start), name);
  if (!isRecord(json)) throw broken("byte 8", { problem: "the header is not a JSON object" });

  const { __metadata__: metadata = {}, ...rest } = json;
  if (!isRecord(metadata) || !Object.values(metadata).every((value) => typeof value === "string")) {
    throw broken("header, __metadata__", { problem: "the metadata are not strings by name" });
  }
  const entries = Object.entries(rest).map(([key, value]): [string, TensorEntry] => [key, checkEntry(value, `${name}, tensor ${key}`)]);
  checkCover(entries, { name, start, end: bytes.length });
  return { entries, metadata: metadata as Record<string, string>, start }; // every value was checked to be a string
}

function parseJson(bytes: Uint8Array, name: string): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw malformedFile({ where: `${name}, byte 8`, problem: "the header is not JSON", cause });
  }
}

function checkEntry(value: unknown, where: string): TensorEntry {
  const { dtype, shape, data_offsets: offsets } = isRecord(value) ? value : {};
  if (typeof dtype !== "string") throw malformedFile({ where, problem: "dtype is not a string" });
  if (!isSizes(shape)) throw malformedFile({ where, problem: "shape is not a list of sizes", got: shape });
  if (!isSizes(offsets) || offsets.length !== 2)
    throw malformedFile({ where, problem: "data_offsets are not two positions", got: offsets });
  const [from = 0, to = 0] = offsets;
  const bytes = elementTypes.get(dtype)?.bytes;
  if (to < from || (bytes !== undefined && to - from !== sizeOf(shape) * bytes)) {
    const expected = bytes === undefined ? "a start before the end" : `${sizeOf(shape) * bytes} bytes for ${dtype} [${shape.join(", ")}]`;
    throw malformedFile({ where, problem: "data_offsets do not fit shape and dtype", expected, got: offsets });
  }
  return { dtype, shape, data_offsets: [from, to] };
}

function checkCover(entries: readonly [string, TensorEntry][], { name, start, end }: { name: string; start: number; end: number }): void {
  let covered = 0;
  for (const [key, { data_offsets: offsets }] of entries.toSorted(
    ([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1],
  )) {
    if (offsets[0] !== covered) {
      const problem = offsets[0] < covered ? "the tensor overlaps another" : "there is a gap before the tensor";
      throw malformedFile({ where: `${name}, tensor ${key}`, problem, expected: `a start at ${covered}`, got: offsets[0] });
    }
    covered = offsets[1];
  }
  if (start + covered !== end) {
    const problem = start + covered > end ? "the file is cut short" : "there are bytes after the last tensor";
    throw malformedFile({
      where: `${name}, byte ${Math.min(end, start + covered)}`,
      problem,
      expected: `${start + covered} bytes`,
      got: end,
    });
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((side) => Number.isSafeInteger(side) && side >= 0);
}

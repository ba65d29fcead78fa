import type { ConvolutionAxis, ConvolutionMap } from "../network/convolution-map.ts";
import { inputsOf, outputsOf, outputSize, paddingSources } from "../network/convolution-map.ts";
import type { Convolution, Dense, Op } from "../network/op.ts";
import type { Json } from "./json.ts";
import type { NumbersReader } from "./numbers.ts";
import { need, Refusal } from "./refusal.ts";

/** States are no longer than this, so that a file cannot make the checker hang. */
const LARGEST_SIZE = 2 ** 24;
const LARGEST_SIDE = 2 ** 12;

export interface Reading {
  readonly numbers: NumbersReader;
  /** Entries that reach the op. */
  readonly size: number;
  readonly depth: number;
  readonly readers: Readers;
}

/** One for each op, by its name. */
export type Readers = Readonly<Record<string, (json: Json, reading: Reading) => SizedOp>>;

/** An op and how many entries leave it. */
export interface SizedOp {
  readonly op: Op;
  readonly size: number;
}

/**
 * A chain of ops from untrusted JSON.
 *
 * @throws Refusal with the path to what does not fit: an unknown op, a size, a number or an array that cannot be
 */
export function readOps(json: Json, reading: Reading): { ops: Op[]; size: number } {
  let { size } = reading;
  const ops: Op[] = [];
  for (const entry of json.list(2 ** 12)) {
    const next = readOp(entry, { ...reading, size });
    need(next.size >= 1 && next.size <= LARGEST_SIZE, entry.where, `${next.size} entries leave it; from 1 to ${LARGEST_SIZE} are possible`);
    ops.push(next.op);
    size = next.size;
  }
  return { ops, size };
}

function readOp(json: Json, reading: Reading): SizedOp {
  const kind = json.field("op");
  const name = kind.text();
  const read = Object.hasOwn(reading.readers, name) ? reading.readers[name] : undefined;
  need(read !== undefined, kind.where, `the op ${JSON.stringify(name.slice(0, 40))} is not known`);
  return read(json, reading);
}

/** The readers of the ops that most models consist of; `read-more-ops.ts` has the others. */
export const commonReaders: Readers = {
  dense: (json, reading) => {
    const op = readDense(json, reading);
    return { op, size: op.weight.columns };
  },
  groupSort: (json, { size }) => {
    const groupSize = json.field("groupSize").integer(1, size);
    need(size % groupSize === 0, json.where, `${size} channels cannot be sorted in groups of ${groupSize}`);
    return { op: { op: "groupSort", groupSize }, size };
  },
  maxMin: (json, { size }) => {
    const channels = json.field("channels").integer(1, size);
    need(size % channels === 0, json.where, `${size} entries are no rows of ${channels} channels`);
    return { op: { op: "maxMin", channels }, size: 2 * size };
  },
  convolution: (json, reading) => {
    const op = readConvolution(json, reading);
    return { op, size: outputsOf(op.map) };
  },
  gather: (json, { numbers, size }) => {
    const sources = numbers.read(json.field("sources"), "i32");
    need(sources.every((source) => source >= -1 && source < size), json.where, `a source is not one of ${size} entries`); // prettier-ignore
    return { op: { op: "gather", sources }, size: sources.length };
  },
};

export function readDense(json: Json, { numbers, size }: Reading): Dense {
  const weight = json.field("weight");
  const rows = json.field("rows").integer(size, size);
  const columns = json.field("columns").integer(1, LARGEST_SIZE);
  const data = numbers.read(weight, "f32", rows * columns);
  return { op: "dense", weight: { rows, columns, data }, bias: readBias(json, numbers, columns) };
}

export function readConvolution(json: Json, { numbers, size }: Reading): Convolution {
  const map = readMap(json, numbers);
  need(inputsOf(map) === size, json.where, `an image of ${inputsOf(map)} entries is expected, and ${size} reach it`);
  return { op: "convolution", map, bias: readBias(json, numbers, map.outChannels) };
}

export function readMap(json: Json, numbers: NumbersReader): ConvolutionMap {
  const map = json.field("map");
  const [height, width] = map.field("axes").list(2, 2).map(readAxis) as [ConvolutionAxis, ConvolutionAxis];
  const [inChannels, outChannels] = [map.field("inChannels").integer(1, LARGEST_SIDE), map.field("outChannels").integer(1, LARGEST_SIDE)];
  const groups = map.field("groups").integer(1, inChannels);
  need(inChannels % groups === 0 && outChannels % groups === 0, map.where, `${groups} groups do not divide the channels`);
  const kernel = numbers.read(map.field("kernel"), "f32", (height.kernel * width.kernel * inChannels * outChannels) / groups);
  return { axes: [height, width], inChannels, outChannels, groups, kernel };
}

function readAxis(json: Json): ConvolutionAxis {
  const side = (name: string, least: number): number => json.field(name).integer(least, LARGEST_SIDE);
  const padding = json.field("padding").list(2, 2).map((pixels) => pixels.integer(0, LARGEST_SIDE)) as [number, number]; // prettier-ignore
  const mode = json.field("mode").oneOf(["zeros", "reflect", "replicate", "symmetric", "circular"]);
  const axis = { size: side("size", 1), kernel: side("kernel", 1), stride: side("stride", 1), dilation: side("dilation", 1), padding, mode } as const; // prettier-ignore
  try {
    paddingSources(axis.size, axis.padding, mode);
  } catch (error) {
    if (error instanceof RangeError) throw new Refusal(json.where, error.message);
    throw error;
  }
  need(outputSize(axis) >= 1, json.where, "the kernel is larger than the padded image");
  return axis;
}

export function readBias(json: Json, numbers: NumbersReader, length: number): Float32Array | undefined {
  const bias = json.field("bias");
  return bias.isThere ? numbers.read(bias, "f32", length) : undefined;
}

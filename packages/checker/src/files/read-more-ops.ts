import { inputsOf, outputsOf } from "../network/convolution-map.ts";
import { rareOps } from "../network/rare/rare-ops.ts";
import type { Windows } from "../network/rare/windows.ts";
import type { Json } from "./json.ts";
import { need } from "./refusal.ts";
import { readBias, readConvolution, readDense, readMap, readOps, type Reading, type Readers } from "./read-op.ts";

export { rareOps };

/** The readers of ops that few models have; loaded when one does. */
export const moreReaders: Readers = {
  scale: (json, { size }) => ({ op: { op: "scale", factor: factor(json.field("factor")) }, size }),
  shift: (json, { numbers, size }) => {
    const shift = numbers.read(json.field("shift"), "f64");
    need(shift.length > 0 && size % shift.length === 0, json.where, `${shift.length} shifts do not fit ${size} entries`);
    return { op: { op: "shift", shift, size }, size };
  },
  branches: (json, reading) => {
    const branches = json.field("branches").list(2 ** 8).map((branch) => ({
      weight: factor(branch.field("weight")),
      ...readOps(branch.field("ops"), deeper(branch, reading)),
    })); // prettier-ignore
    const [first] = branches;
    need(first !== undefined && branches.every(({ size }) => size === first.size), json.where, "branches that are added end in one size");
    return { op: { op: "branches", branches: branches.map(({ weight, ops }) => ({ weight, ops })) }, size: first.size };
  },
  centre: (json, reading) => {
    const windows = readWindows(json, reading);
    need(new Set(windows.sources).size === windows.sources.length, json.where, "windows share an entry");
    return { op: { op: "centre", windows }, size: reading.size };
  },
  concat: (json, reading) => {
    const chains = json.field("branches").list(2 ** 8);
    const given = json.field("parts");
    const parts = given.isThere ? given.list(2 ** 8).map((part) => part.integer(1, reading.size)) : undefined;
    const covered = parts === undefined || (parts.length === chains.length && parts.reduce((sum, part) => sum + part, 0) === reading.size);
    need(covered && chains.length > 0, json.where, "the parts are not those of the input, one a branch");
    const branches = chains.map((chain, i) => readOps(chain, { ...deeper(chain, reading), size: parts?.[i] ?? reading.size }));
    const size = branches.reduce((sum, branch) => sum + branch.size, 0);
    return { op: { op: "concat", branches: branches.map(({ ops }) => ops), parts }, size };
  },
  convolutionTranspose: (json, { numbers, size }) => {
    const map = readMap(json, numbers);
    need(outputsOf(map) === size, json.where, `${outputsOf(map)} entries are transposed, and ${size} reach it`);
    const bias = readBias(json, numbers, map.inChannels);
    return { op: { op: "convolutionTranspose", map, bias }, size: inputsOf(map) };
  },
  prelu: (json, { numbers, size }) => {
    const negative = numbers.read(json.field("negative"), "f32");
    need(negative.length > 0 && size % negative.length === 0, json.where, `${negative.length} slopes do not fit ${size} entries`);
    return { op: { op: "prelu", positive: factor(json.field("positive")), negative }, size };
  },
  houseHolder: (json, { numbers, size }) => {
    const sine = numbers.read(json.field("sine"), "f64");
    const cosine = numbers.read(json.field("cosine"), "f64", sine.length);
    need(sine.length > 0 && size % (2 * sine.length) === 0, json.where, `${sine.length} pairs of channels do not fit ${size} entries`);
    const isShort = sine.every((s, i) => s ** 2 + (cosine[i] as number) ** 2 <= 2);
    need(isShort, json.where, "a vector (sine, cosine) is longer than √2");
    return { op: { op: "houseHolder", sine, cosine }, size };
  },
  reluReflection: (json, reading) => {
    const inner = json.field("inner");
    const isDense = inner.field("op").oneOf(["dense", "convolution"]) === "dense";
    return {
      op: { op: "reluReflection", inner: isDense ? readDense(inner, reading) : readConvolution(inner, reading) },
      size: reading.size,
    };
  },
  windowSum: (json, reading) => {
    const windows = readWindows(json, reading);
    const factors = reading.numbers.read(json.field("factors"), "f64", windows.offsets.length - 1);
    return { op: { op: "windowSum", windows, factors }, size: factors.length };
  },
  windowNorm: (json, reading) => {
    const windows = readWindows(json, reading);
    const factors = reading.numbers.read(json.field("factors"), "f64", windows.offsets.length - 1);
    return { op: { op: "windowNorm", windows, factors }, size: factors.length };
  },
};

const DEEPEST = 8;

/** For ops inside an op. */
function deeper(json: Json, reading: Reading): Reading {
  const depth = reading.depth + 1;
  need(depth <= DEEPEST, json.where, `branches lie inside each other more than ${DEEPEST} deep`);
  return { ...reading, depth };
}

function readWindows(json: Json, { numbers, size }: Reading): Windows {
  const windows = json.field("windows");
  const offsets = numbers.read(windows.field("offsets"), "i32");
  const sources = numbers.read(windows.field("sources"), "i32");
  const ascends = offsets.every((offset, i) => offset >= (offsets[i - 1] ?? 0));
  need(
    offsets.length > 1 && offsets[0] === 0 && ascends && offsets.at(-1) === sources.length,
    windows.where,
    "the offsets do not cut the sources",
  );
  need(sources.every((source) => source >= 0 && source < size), windows.where, `a source is not one of ${size} entries`); // prettier-ignore
  return { offsets, sources };
}

function factor(json: Json): number {
  const value = json.number();
  need(Math.abs(value) <= 2 ** 20, json.where, `${value} is beyond 2^20`);
  return value;
}

import type { Op } from "../network/op.ts";
import type { RareOps } from "../network/rare-ops.ts";
import { Json } from "./json.ts";
import { NumbersReader } from "./numbers.ts";
import type * as More from "./read-more-ops.ts";
import { commonReaders, readOps } from "./read-op.ts";
import { need } from "./refusal.ts";
import { sha256 } from "./sha256.ts";
import { MODEL_FORMAT } from "./write-model.ts";

export interface ReadModel {
  readonly ops: readonly Op[];
  /** Of one sample, and its entries. */
  readonly inputShape: readonly number[];
  readonly inputSize: number;
  /** What is known about rare ops, when the model has one. */
  readonly rare: RareOps | undefined;
}

/**
 * The ops of `model.json` with their weights out of `model.bin`.
 *
 * @throws Refusal for a damaged or foreign file, an unknown op, a shape that does not fit, numbers that are not finite
 */
export async function readModel(model: Uint8Array, weights: Uint8Array): Promise<ReadModel> {
  const json = Json.parse(model, "model.json");
  json.field("format").oneOf([MODEL_FORMAT]);
  json.field("version").integer(1, 1);
  const claimed = json.field("weightsSha256").text();
  need(claimed === (await sha256(weights)), "model.bin", "model.json has another SHA-256");
  const inputShape = json.field("input").list(8).map((side) => side.integer(1, 2 ** 24)); // prettier-ignore
  const inputSize = inputShape.reduce((product, side) => product * side, 1);
  need(inputSize <= 2 ** 24, "model.json: input", `${inputSize} entries are too many`);
  const numbers = new NumbersReader(weights);
  const chain = json.field("ops");
  const more = await moreFor(chain);
  const { ops } = readOps(chain, { numbers, size: inputSize, depth: 0, readers: { ...commonReaders, ...more?.moreReaders } });
  await numbers.checkHashes();
  return { ops, inputShape, inputSize, rare: more?.rareOps };
}

/** What few models need is loaded for a chain that does; ops inside other ops are inside such ones. */
async function moreFor(chain: Json): Promise<typeof More | undefined> {
  const isCommon = chain.list().every((op) => Object.hasOwn(commonReaders, op.field("op").text()));
  return isCommon ? undefined : await import("./read-more-ops.ts");
}

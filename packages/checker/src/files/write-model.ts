import type { ConvolutionMap } from "../network/convolution-map.ts";
import type { Op } from "../network/op.ts";
import { NumbersWriter } from "./numbers.ts";
import { sha256 } from "./sha256.ts";

export const MODEL_FORMAT = "surenet-certified-model";

/**
 * A chain of ops as `model.json` and `model.bin`: the bytes of the weights are those that the checker reads and those that an engine has to multiply.
 *
 * @param inputShape of one sample; its ops work on the flattened sample, channels last
 */
export async function writeModel(ops: readonly Op[], inputShape: readonly number[]): Promise<{ model: Uint8Array; weights: Uint8Array }> {
  const numbers = new NumbersWriter();
  const written = await writeOps(ops, numbers);
  const weights = numbers.bytes();
  const json = { format: MODEL_FORMAT, version: 1, input: inputShape, weightsSha256: await sha256(weights), ops: written };
  return { model: new TextEncoder().encode(`${JSON.stringify(json)}\n`), weights };
}

type OpJson = Readonly<Record<string, unknown>>;

/** One after the other, so that equal networks give equal bytes. */
async function writeOps(ops: readonly Op[], numbers: NumbersWriter): Promise<OpJson[]> {
  const written: OpJson[] = [];
  for (const op of ops) written.push(await writeOp(op, numbers));
  return written;
}

async function writeOp(op: Op, numbers: NumbersWriter): Promise<OpJson> {
  switch (op.op) {
    case "dense": {
      const { rows, columns, data } = op.weight;
      return { op: op.op, rows, columns, weight: await numbers.write("f32", data), ...(await bias(op.bias, numbers)) };
    }
    case "groupSort":
    case "maxMin":
    case "scale":
      return { ...op };
    case "prelu":
      return { ...op, negative: await numbers.write("f32", op.negative) };
    case "houseHolder":
      return { op: op.op, sine: await numbers.write("f64", op.sine), cosine: await numbers.write("f64", op.cosine) };
    case "convolution":
    case "convolutionTranspose":
      return { op: op.op, map: await writeMap(op.map, numbers), ...(await bias(op.bias, numbers)) };
    case "gather":
      return { op: op.op, sources: await numbers.write("i32", op.sources) };
    case "windowSum":
    case "windowNorm":
      return { ...(await windowsOf(op, numbers)), factors: await numbers.write("f64", op.factors) };
    case "centre":
      return windowsOf(op, numbers);
    case "shift":
      return { op: op.op, shift: await numbers.write("f64", op.shift) };
    case "branches": {
      const branches: OpJson[] = [];
      for (const { weight, ops } of op.branches) branches.push({ weight, ops: await writeOps(ops, numbers) });
      return { op: op.op, branches };
    }
    case "concat": {
      const branches: OpJson[][] = [];
      for (const ops of op.branches) branches.push(await writeOps(ops, numbers));
      return { op: op.op, branches, ...(op.parts === undefined ? {} : { parts: op.parts }) };
    }
    case "reluReflection":
      return { op: op.op, inner: await writeOp(op.inner, numbers) };
  }
}

async function bias(values: Float32Array | undefined, numbers: NumbersWriter): Promise<OpJson> {
  return values === undefined ? {} : { bias: await numbers.write("f32", values) };
}

async function writeMap(map: ConvolutionMap, numbers: NumbersWriter): Promise<OpJson> {
  return { ...map, kernel: await numbers.write("f32", map.kernel) };
}

async function windowsOf(
  { op, windows }: Extract<Op, { readonly op: "windowSum" | "windowNorm" | "centre" }>,
  numbers: NumbersWriter,
): Promise<OpJson> {
  const [offsets, sources] = [await numbers.write("i32", windows.offsets), await numbers.write("i32", windows.sources)];
  return { op, windows: { offsets, sources } };
}

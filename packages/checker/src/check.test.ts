import { expect, it } from "vitest";
import { everyOp } from "../test/every-op.ts";
import { type CertifiedFiles, checkCertificate, inputHash } from "./check.ts";
import { certifyPoint } from "./certificate/certify-point.ts";
import { proveNetwork } from "./certificate/prove-network.ts";
import { writeCertificate } from "./files/write-certificate.ts";
import { sha256 } from "./files/sha256.ts";
import type { Op } from "./network/op.ts";

type Tree = Record<string, unknown>;

const ops = everyOp(3);
const x = Float32Array.from({ length: 16 }, (_, i) => Math.fround(Math.sin(i)));
const { network: _, ...files } = await writeCertificate(ops, { inputShape: [4, 4, 1], label: "f32-ieee", integerScale: 255 });

it("reads back what was written, op by op, and proves the same", async () => {
  const checked = await checkCertificate(files);
  const { predicted, radius } = checked.certify(x);
  const direct = certifyPoint(proveNetwork(ops), x);
  expect(predicted).toBe(direct.predicted);
  // a claim is the found bound itself, so both proofs end in the same numbers
  expect(radius).toEqual(direct.radius);
  expect(checked).toMatchObject({ inputShape: [4, 4, 1], classes: 3, label: "f32-ieee", integerScale: 255 });
  expect(checked.network.body.map(({ op }) => op)).toEqual(ops.slice(0, -1).map(({ op }) => op));
  expect((await writeCertificate(ops, { inputShape: [4, 4, 1], label: "f32-ieee", integerScale: 255 })).ledger).toEqual(files.ledger);
});

it.each<[string, (tree: { model: Tree; ledger: Tree }) => void, RegExp]>([
  ["a claim 1e-9 too small", ({ ledger }) => scaleClaim(ledger, 1 - 1e-9), /a claim cannot be proved: op 2 \(convolution\)/],
  ["a claim of NaN", ({ ledger }) => set(ledger, ["claims", 0, "sigma2"], "NaN"), /claims\[0\]: sigma2: a finite number is expected, got "NaN"/],
  ["a claim that is left out", ({ ledger }) => (ledger["claims"] as unknown[]).pop(), /a claim cannot be proved/],
  ["a claim too many", ({ ledger }) => (ledger["claims"] as unknown[]).push({ method: "rows", sigma2: 1 }), /1 claims are left over/],
  ["another method", ({ ledger }) => set(ledger, ["claims", 0, "method"], "power iteration"), /one of factorisation, matrix/],
  ["a pair norm too small", ({ ledger }) => set(ledger, ["pairNorms", 0, 1], 1e-3), /pairNorms: ‖w_0 - w_1‖ may be/],
  ["an unknown label", ({ ledger }) => set(ledger, ["label"], "f16"), /label: one of real, .* is expected, got "f16"/],
  ["an unknown op", ({ model }) => set(model, ["ops", 3, "op"], "softmax"), /ops\[3\]: op: the op "softmax" is not known/],
  ["an op named like a property of objects", ({ model }) => set(model, ["ops", 3, "op"], "constructor"), /"constructor" is not known/],
  ["an offset out of range", ({ model }) => set(model, ["ops", 15, "weight", "offset"], 1e6), /weight: offset: an integer from 0 to/],
  ["a shape that does not chain", ({ model }) => set(model, ["ops", 15, "rows"], 15), /rows: an integer from 14 to 14/],
  ["groups that do not divide the channels", ({ model }) => set(model, ["ops", 13, "channels"], 4), /14 entries are no rows of 4 channels/],
  ["a kernel larger than the image", ({ model }) => set(model, ["ops", 2, "map", "axes", 0, "dilation"], 9), /larger than the padded image/],
  ["a body without a head", ({ model }) => (model["ops"] as unknown[]).pop(), /the last op must be dense/],
  ["windows that share an entry", ({ model }) => set(model, ["ops", 0, "windows"], (model["ops"] as Tree[])[14]?.["windows"]), /not one of 16 entries/],
  ["branches without end", ({ model }) => set(model, ["ops"], nested(12)), /more than 8 deep/],
])("refuses %s", async (_name, change, says) => {
  await expect(checkCertificate(await changed(change))).rejects.toThrow(says);
}); // prettier-ignore

it("refuses other bytes: a flipped bit, a wrong hash, another model's ledger, a foreign file", async () => {
  const flip = (bytes: Uint8Array, at: number): Uint8Array => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));
  const refused = (changes: Partial<CertifiedFiles>): Promise<unknown> => checkCertificate({ ...files, ...changes });
  await expect(refused({ weights: flip(files.weights, 77) })).rejects.toThrow(/ledger of other weights/);
  await expect(refused({ model: flip(files.model, 20) })).rejects.toThrow(/ledger of another model/);
  await expect(refused({ ledger: flip(files.ledger, 150) })).rejects.toThrow(/ledger\.json/);
  const other = await writeCertificate(everyOp(4), { inputShape: [4, 4, 1], label: "f32-ieee" });
  await expect(refused({ ledger: other.ledger })).rejects.toThrow(/ledger of another model/);
  await expect(refused({ ledger: files.model })).rejects.toThrow(
    /format: one of surenet-ledger is expected, got "surenet-certified-model"/,
  );
  await expect(refused({ ledger: new Uint8Array(3) })).rejects.toThrow(/ledger\.json: not JSON/);
  const wrongHash = await changed(({ model }) => set(model, ["ops", 15, "weight", "sha256"], "00"));
  await expect(checkCertificate(wrongHash)).rejects.toThrow(/ops\[15\]: weight: the SHA-256 of the numbers is another/);
});

it("reads Node's buffers, whose slices are no copies, and arrays that begin within a larger one", async () => {
  const within = (bytes: Uint8Array): Uint8Array => Uint8Array.from([1, 2, 3, ...bytes, 4]).subarray(3, 3 + bytes.length);
  const expected = (await checkCertificate(files)).certify(x);
  for (const wrap of [Buffer.from, within]) {
    const wrapped = { model: wrap(files.model), weights: wrap(files.weights), ledger: wrap(files.ledger) };
    expect((await checkCertificate(wrapped)).certify(x)).toEqual(expected);
  }
});

it("compares what is claimed of an input with what is proved", async () => {
  const { predicted, radius } = certifyPoint(proveNetwork(ops), x);
  const claiming = async (record: { predicted: number; radius: number }): Promise<unknown> => {
    const records = [{ inputSha256: await inputHash(x), ...record }];
    const checked = await checkCertificate(await writeCertificate(ops, { inputShape: [16], label: "f32-ieee", records }));
    return (await checked.compare(x)).isRecorded;
  };
  expect(await claiming({ predicted, radius: radius.f32Ieee })).toBe(true);
  await expect(claiming({ predicted, radius: radius.f64Checked })).rejects.toThrow(
    /class \d within .* is claimed where class \d within .* is proved/,
  );
  await expect(claiming({ predicted: (predicted + 1) % 3, radius: 0 })).rejects.toThrow(/class \d within 0 is claimed where class \d/);
  const plain = await checkCertificate(files);
  expect((await plain.compare(x)).isRecorded).toBe(false);
  expect(() => plain.certify(x.subarray(1))).toThrow(/16 numbers are expected, got 15/);
  expect(() => plain.certify(x.map(() => NaN))).toThrow(/not finite/);
});

it("gives radii of images in whole numbers, and those of others not", async () => {
  // f = (x, -x) at 200/255 has the radius 200/255, so 200² = 40000 and less what the conversions may lose: 2 · 2^-21 · 255 · 2 · 200 = 0.097
  const line: Op[] = [{ op: "dense", weight: { rows: 1, columns: 2, data: Float32Array.of(1, -1) } }];
  const { certify } = await checkCertificate(await writeCertificate(line, { inputShape: [1], label: "f64-checked", integerScale: 255 }));
  expect(certify(Float32Array.of(200 / 255)).integerRadiusSquared).toBe(39999);
  expect(certify(Float32Array.of(0)).integerRadiusSquared).toBe(-1);
  const plain = await checkCertificate(await writeCertificate(line, { inputShape: [1], label: "f64-checked" }));
  expect(plain.certify(Float32Array.of(1)).integerRadiusSquared).toBeUndefined();
});

/** The files with a change in their JSON and all hashes made right again, so that only the change itself can be the reason to refuse. */
async function changed(change: (tree: { model: Tree; ledger: Tree }) => void): Promise<CertifiedFiles> {
  const tree = { model: parse(files.model), ledger: parse(files.ledger) };
  change(tree);
  const model = text(tree.model);
  tree.ledger["modelSha256"] = await sha256(model);
  const { sha256: __, ...body } = tree.ledger;
  return { ...files, model, ledger: text({ ...body, sha256: await sha256(text(body)) }) };
}

function parse(bytes: Uint8Array): Tree {
  return JSON.parse(new TextDecoder().decode(bytes)) as Tree;
}

function text(tree: Tree): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(tree));
}

function set(tree: unknown, path: readonly (string | number)[], value: unknown): void {
  const place = path.slice(0, -1).reduce<unknown>((node, key) => (node as Tree)[key], tree);
  (place as Tree)[path.at(-1) ?? ""] = value;
}

function scaleClaim(ledger: Tree, factor: number): void {
  const [first] = ledger["claims"] as { sigma2: number }[];
  if (first !== undefined) first.sigma2 *= factor;
}

function nested(depth: number): unknown[] {
  return depth === 0 ? [] : [{ op: "branches", branches: [{ weight: 1, ops: nested(depth - 1) }] }];
}

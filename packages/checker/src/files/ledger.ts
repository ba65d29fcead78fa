import { type Label, RADIUS_NAMES } from "../arithmetic/labels.ts";
import type { Claim } from "../claims/claim.ts";
import { Json } from "./json.ts";
import { need } from "./refusal.ts";
import { sha256 } from "./sha256.ts";

const FORMAT = "surenet-ledger";
const METHODS = ["factorisation", "matrix", "patches", "rows", "fourier"] as const;

/** What is claimed of one input. */
export interface InputRecord {
  /** SHA-256 of the float32 numbers that were fed to the network, little-endian. */
  readonly inputSha256: string;
  readonly predicted: number;
  /** For the ledger's label. */
  readonly radius: number;
}

/** What an exporter claims; the checker believes none of it. */
export interface Ledger {
  readonly modelSha256: string;
  readonly weightsSha256: string;
  /** The arithmetic that the radii are for. */
  readonly label: Label;
  /** One a weight before the head, in the order of the ops. */
  readonly claims: readonly Claim[];
  /** Upper bounds of `‖w_i - w_j‖₂`. */
  readonly pairNorms: readonly (readonly number[])[];
  /** Inputs are whole numbers divided by this, 255 for images; undefined for any float32 numbers. */
  readonly integerScale?: number | undefined;
  readonly records: readonly InputRecord[];
  /** For people: versions, engine, counts. */
  readonly about: Readonly<Record<string, unknown>>;
}

/** `ledger.json`; its own hash is over all of the rest. */
export async function writeLedger(ledger: Ledger): Promise<Uint8Array> {
  const { about, integerScale, ...claimed } = ledger;
  const rounding = { inflation: "1 + 2^-30", gamma: "n + 2 roundings for n products and a bias" };
  const body = {
    format: FORMAT,
    version: 1,
    ...claimed,
    input: { numbers: "float32", integerScale: integerScale ?? null },
    rounding,
    about,
  };
  const seal = await sha256(new TextEncoder().encode(JSON.stringify(body)));
  return new TextEncoder().encode(`${JSON.stringify({ ...body, sha256: seal })}\n`);
}

/** @throws Refusal for a damaged or foreign file and for claims that are no numbers */
export async function readLedger(bytes: Uint8Array): Promise<Ledger> {
  const json = Json.parse(bytes, "ledger.json");
  json.field("format").oneOf([FORMAT]);
  json.field("version").integer(1, 1);
  await checkSeal(bytes, json.field("sha256").text());
  const label = json.field("label").oneOf(Object.keys(RADIUS_NAMES) as Label[]);
  const scale = json.field("input").field("integerScale");
  return {
    modelSha256: json.field("modelSha256").text(),
    weightsSha256: json.field("weightsSha256").text(),
    label,
    claims: json.field("claims").list().map((claim) => ({ method: claim.field("method").oneOf(METHODS), sigma2: claim.field("sigma2").number() })),
    pairNorms: json.field("pairNorms").list(2 ** 12).map((row) => row.list(2 ** 12).map((norm) => norm.number())),
    integerScale: scale.isThere ? scale.integer(1, 2 ** 16) : undefined,
    records: json.field("records").list().map(readRecord),
    about: {},
  }; // prettier-ignore
}

function readRecord(json: Json): InputRecord {
  const radius = json.field("radius").number();
  return { inputSha256: json.field("inputSha256").text(), predicted: json.field("predicted").integer(0, 2 ** 24), radius };
}

async function checkSeal(bytes: Uint8Array, claimed: string): Promise<void> {
  const { sha256: _, ...body } = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  const seal = await sha256(new TextEncoder().encode(JSON.stringify(body)));
  need(seal === claimed, "ledger.json", "its SHA-256 is another than it says");
}

import { type Label, RADIUS_NAMES, type RadiusName } from "./arithmetic/labels.ts";
import { certifyPoint } from "./certificate/certify-point.ts";
import { integerRadiusSquared } from "./certificate/integer-radius.ts";
import { type ProvedNetwork, proveWith } from "./certificate/prove-with.ts";
import { givenClaims, type ProveConvolution } from "./claims/given-claims.ts";
import { type InputRecord, type Ledger, readLedger } from "./files/ledger.ts";
import { readModel } from "./files/read-model.ts";
import { need, Refusal } from "./files/refusal.ts";
import { sha256 } from "./files/sha256.ts";
import type { Op } from "./network/op.ts";
import type { RareOps } from "./network/rare-ops.ts";

/** The bytes of the files of `certified/`. */
export interface CertifiedFiles {
  /** `model.json` */
  readonly model: Uint8Array;
  /** `model.bin` */
  readonly weights: Uint8Array;
  /** `ledger.json` */
  readonly ledger: Uint8Array;
}

/** What is proved of one input. */
export interface CheckedCertificate {
  readonly predicted: number;
  /** For each arithmetic: no input within this 2-norm distance is given another class. */
  readonly radius: Readonly<Record<RadiusName, number>>;
  /** The radius of the ledger's label in whole numbers (see `integerRadiusSquared`), where inputs are whole numbers over a scale. */
  readonly integerRadiusSquared: number | undefined;
}

/** A model whose claims have all been proved. */
export interface CheckedModel {
  readonly inputShape: readonly number[];
  readonly classes: number;
  /** The arithmetic that the ledger's radii are for. */
  readonly label: Label;
  readonly integerScale: number | undefined;
  /** Proved Lipschitz constant from the input to the head's input. */
  readonly bound: number;
  readonly network: ProvedNetwork;
  /** @throws Refusal for an input of another length, or with numbers that are not finite */
  certify(input: Float32Array): CheckedCertificate;
  /** {@link certify}, compared with what the ledger says of this input. @returns whether it says anything @throws Refusal when it says more than is proved */
  compare(input: Float32Array): Promise<CheckedCertificate & { readonly isRecorded: boolean }>;
}

/**
 * Checks an exported certificate: proves every claim of the ledger anew for the weights in the files, and trusts nothing else in it.
 *
 * Each claim `σ² <= c` of a weight by one float64 Cholesky factorisation with its rounding term (a convolution: one a frequency), the head's pairwise norms by
 * computing them again, all other constants by their formulas; then every input by a forward pass with its ledger of errors.
 *
 * @throws Refusal with the file, the place and the reason: a hash, a shape, an unknown op, a claim that cannot be proved
 * @example
 * const checked = await checkCertificate({ model, weights, ledger });
 * checked.certify(pixels); // { predicted: 7, radius: { real: 1.6, f64Checked: 1.6, f32Ieee: 1.59, f32AnyRound: 1.58 }, integerRadiusSquared: 164000 }
 */
export async function checkCertificate({ model, weights, ledger }: CertifiedFiles): Promise<CheckedModel> {
  const claimed = await readLedger(ledger);
  const isOf = async (name: string, bytes: Uint8Array, sum: string): Promise<void> =>
    need(sum === (await sha256(bytes)), "ledger.json", `it is the ledger of ${name} (SHA-256)`);
  await isOf("another model", model, claimed.modelSha256);
  await isOf("other weights", weights, claimed.weightsSha256);
  const { ops, inputShape, inputSize, rare } = await readModel(model, weights);
  const network = prove(ops, { claimed, rare, proveConvolution: await convolutionProofs(claimed) });
  checkPairNorms(network, claimed);
  const { label, integerScale } = claimed;
  const records = new Map(claimed.records.map((record) => [record.inputSha256, record]));

  const certify = (input: Float32Array): CheckedCertificate => {
    need(input.length === inputSize, "input", `${inputSize} numbers are expected, got ${input.length}`);
    need(input.every(Number.isFinite), "input", "a number is not finite");
    const { predicted, radius } = certifyPoint(network, input);
    const whole =
      integerScale === undefined ? undefined : integerRadiusSquared(radius[RADIUS_NAMES[label]], { size: inputSize, scale: integerScale });
    return { predicted, radius, integerRadiusSquared: whole };
  };
  const compare: CheckedModel["compare"] = async (input) => {
    const certificate = certify(input);
    const record = records.get(await inputHash(input));
    if (record !== undefined) checkRecord(record, certificate, label);
    return { ...certificate, isRecorded: record !== undefined };
  };
  const classes = network.head.weight.columns;
  return { inputShape, classes, label, integerScale, bound: network.bound, network, certify, compare };
}

/** The hash by which a ledger knows an input. */
export function inputHash(input: Float32Array): Promise<string> {
  return sha256(new Uint8Array(input.buffer, input.byteOffset, input.byteLength));
}

/** The proofs that few ledgers need are loaded when one does. */
async function convolutionProofs({ claims }: Ledger): Promise<ProveConvolution | undefined> {
  if (claims.every(({ method }) => method === "factorisation" || method === "patches")) return undefined;
  return (await import("./bounds/convolution-norm.ts")).proveConvolutionNorm;
}

interface Proving {
  readonly claimed: Ledger;
  readonly rare: RareOps | undefined;
  readonly proveConvolution: ProveConvolution | undefined;
}

function prove(ops: readonly Op[], { claimed: { claims }, rare, proveConvolution }: Proving): ProvedNetwork {
  const given = givenClaims(claims, proveConvolution);
  try {
    const network = proveWith(ops, { claims: given, rare });
    need(given.rest() === 0, "ledger.json: claims", `${given.rest()} claims are left over`);
    return network;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Refusal("ledger.json: claims", `a claim cannot be proved: ${error.message}`);
  }
}

function checkPairNorms({ pairNorms, head }: ProvedNetwork, { pairNorms: claimed }: Ledger): void {
  const classes = head.weight.columns;
  const isSquare = [claimed, ...claimed].every(({ length }) => length === classes);
  need(isSquare, "ledger.json: pairNorms", `${classes} rows of ${classes} norms are expected`);
  claimed.flat().forEach((norm, i) => {
    const proved = pairNorms[i] as number;
    const pair = `‖w_${Math.floor(i / classes)} - w_${i % classes}‖`;
    need(proved <= norm, "ledger.json: pairNorms", `${pair} may be ${proved}, more than the ${norm} claimed`);
  });
}

function checkRecord({ predicted, radius }: InputRecord, proved: CheckedCertificate, label: Label): void {
  const most = proved.radius[RADIUS_NAMES[label]];
  const holds = predicted === proved.predicted && radius <= most;
  need(
    holds,
    "ledger.json: records",
    `class ${predicted} within ${radius} is claimed where class ${proved.predicted} within ${most} is proved`,
  );
}

import type { Label } from "../arithmetic/labels.ts";
import { up } from "../arithmetic/rounding.ts";
import { type ProvedNetwork, proveWith } from "../certificate/prove-with.ts";
import type { CertifiedFiles } from "../check.ts";
import { searchedClaims } from "../claims/searched-claims.ts";
import type { Op } from "../network/op.ts";
import { rareOps } from "../network/rare/rare-ops.ts";
import { type Ledger, writeLedger } from "./ledger.ts";
import { sha256 } from "./sha256.ts";
import { writeModel } from "./write-model.ts";

export interface WriteCertificateOptions extends Partial<Pick<Ledger, "integerScale" | "records" | "about">> {
  /** Of one sample, flattened channels last. */
  readonly inputShape: readonly number[];
  readonly label: Label;
}

/**
 * The files that `checkCertificate` reads, with claims that have been searched for and proved.
 *
 * @throws RangeError when the chain does not end in a dense head with two outputs or more, or a constant cannot be bounded
 */
export async function writeCertificate(
  ops: readonly Op[],
  { inputShape, label, integerScale, records = [], about = {} }: WriteCertificateOptions,
): Promise<CertifiedFiles & { readonly network: ProvedNetwork }> {
  const claims = searchedClaims();
  const network = proveWith(ops, { claims, rare: rareOps });
  const { model, weights } = await writeModel(ops, inputShape);
  const classes = network.head.weight.columns;
  const ledger = await writeLedger({
    modelSha256: await sha256(model),
    weightsSha256: await sha256(weights),
    label,
    claims: claims.found,
    pairNorms: Array.from({ length: classes }, (_, i) => Array.from(network.pairNorms.subarray(i * classes, (i + 1) * classes), up)), // another machine's root may be an ulp larger
    integerScale,
    records,
    about: { lipschitzBound: network.bound, kernels: "inner products in any order", ...about },
  });
  return { model, weights, ledger, network };
}

import { checkOptions, invalidOption } from "@surenet/tensor-backend";
import type { Covariance, CovarianceShape, CovarianceSpec } from "./covariance.ts";
import { DiagonalCovariance } from "./diagonal.ts";
import { FactorizedCovariance } from "./factorized.ts";
import { KroneckerCovariance } from "./kronecker.ts";

const OPTIONS = {
  diagonal: ["kind", "scale", "learn"],
  factorized: ["kind", "scale", "rank"],
  lowRank: ["kind", "scale", "rank"],
  kronecker: ["kind", "scale", "inputRank", "outputRank"],
};

/**
 * The covariance that a spec describes, over the parameters of one layer.
 *
 * @throws SurenetError `E_OPTION` for an unknown kind or field, a rank below 1, a scale that is not positive
 * @example buildCovariance({ kind: "lowRank", rank: 2 }, { weight: [3, 2], bias: true, initialScales: { weight: 1 } })
 */
export function buildCovariance(spec: CovarianceSpec, shape: CovarianceShape): Covariance {
  const known = Object.hasOwn(OPTIONS, spec.kind) ? OPTIONS[spec.kind] : undefined;
  if (known === undefined)
    throw invalidOption({ where: "covariance", option: "kind", got: spec.kind, expected: `one of ${Object.keys(OPTIONS).join(", ")}` });
  checkOptions(`covariance ${spec.kind}`, spec, known);
  if (spec.kind === "diagonal") return new DiagonalCovariance(spec, shape);
  return spec.kind === "kronecker" ? new KroneckerCovariance(spec, shape) : new FactorizedCovariance(spec, shape);
}

import { invalidOption, shapeMismatch } from "@surenet/tensor-backend";
import type { Certificate } from "./certify.ts";

/** One point of a curve of certified accuracy. */
export interface CertifiedAccuracy {
  readonly epsilon: number;
  /** Share of the samples whose class is right and keeps within epsilon. */
  readonly accuracy: number;
}

/**
 * The curve of certified accuracy: at each radius, the share of samples that are classified rightly and whose certificate reaches that far.
 *
 * `A(ε) = 1/N · #{i : p_i = y_i, r_i >= ε}`; at 0 the clean accuracy.
 *
 * @param epsilons radii, in the units of the certificates
 * @throws SurenetError `E_SHAPE` when there is not one label for each certificate, `E_OPTION` for a radius below 0
 * @example certifiedAccuracy([{ predicted: 1, radius: 0.3 }, { predicted: 0, radius: 1 }], [1, 1], [0, 0.5]) // 0.5 at 0, 0 at 0.5
 */
export function certifiedAccuracy(
  certificates: readonly Pick<Certificate, "predicted" | "radius">[],
  labels: ArrayLike<number>,
  epsilons: readonly number[],
): CertifiedAccuracy[] {
  const where = "certifiedAccuracy";
  if (labels.length !== certificates.length || labels.length === 0)
    throw shapeMismatch({ where, expected: `a label for each of ${certificates.length} certificates, at least one`, got: labels.length });
  const wrong = epsilons.find((epsilon) => !(epsilon >= 0));
  if (wrong !== undefined) throw invalidOption({ where, option: "epsilons", got: wrong, expected: "radii of 0 or more" });
  return epsilons.map((epsilon) => {
    const kept = certificates.filter(({ predicted, radius }, i) => predicted === labels[i] && radius >= epsilon);
    return { epsilon, accuracy: kept.length / certificates.length };
  });
}

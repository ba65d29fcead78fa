import { checkOptions, invalidOption } from "@surenet/tensor-backend";
import { type LabelledRows, checkDistributions, topClass } from "./labelled-rows.ts";

export interface BinOptions {
  /** Default 15. */
  readonly bins?: number;
  /** Bins of equally many predictions in place of equally wide ones. */
  readonly adaptive?: boolean;
}

/** Predictions whose confidences lie together. */
export interface ReliabilityBin {
  readonly count: number;
  /** Mean probability of the predicted classes. */
  readonly confidence: number;
  /** Share of them that is right. */
  readonly accuracy: number;
  /** The confidences that the bin is for. */
  readonly from: number;
  readonly to: number;
}

/**
 * How right predictions are beside how sure they are: the data of a reliability diagram. Empty bins are left out.
 *
 * @throws SurenetError `E_OPTION`; `E_VALUE` for rows that are no distributions
 * @see Niculescu-Mizil & Caruana 2005
 * @example reliabilityDiagram(rows, { bins: 10 })[0] // { count: 4, confidence: 0.57, accuracy: 0.5, from: 0.5, to: 0.6 }
 */
export function reliabilityDiagram(rows: LabelledRows, options: BinOptions = {}): readonly ReliabilityBin[] {
  checkOptions("reliabilityDiagram", options, ["bins", "adaptive"]);
  const { bins = 15, adaptive = false } = options;
  if (!(Number.isInteger(bins) && bins >= 1))
    throw invalidOption({ where: "reliabilityDiagram", option: "bins", got: bins, expected: "an integer, 1 or more" });
  checkDistributions("reliabilityDiagram", rows);
  const tops = Array.from({ length: rows.rows }, (_, i) => {
    const { label, probability } = topClass(rows, i);
    return { confidence: probability, right: Number(label === rows.labels[i]) };
  }).sort((a, b) => a.confidence - b.confidence);
  const binOf = (confidence: number, place: number): number =>
    adaptive ? Math.floor((place * bins) / tops.length) : Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1)); // (from, to], as in Guo et al.
  const grouped = Array.from({ length: bins }, (): typeof tops => []);
  tops.forEach((top, place) => grouped[binOf(top.confidence, place)]?.push(top));
  return grouped.flatMap((members, i): ReliabilityBin[] => {
    const [first, last] = [members[0], members.at(-1)];
    if (first === undefined || last === undefined) return [];
    const mean = (value: (top: (typeof tops)[number]) => number): number => members.reduce((sum, top) => sum + value(top), 0) / members.length; // prettier-ignore
    const [from, to] = adaptive ? [first.confidence, last.confidence] : [i / bins, (i + 1) / bins];
    return [{ count: members.length, confidence: mean((top) => top.confidence), accuracy: mean((top) => top.right), from, to }];
  });
}

/**
 * The expected calibration error: `Σ_bins (count / n) · |accuracy − confidence|`; with `adaptive` over bins of equally many predictions.
 *
 * Known weakness: it depends on the bins, and on few predictions it is positive even for a calibrated model.
 *
 * @see Guo et al. 2017, eq. 3; Nixon et al. 2019 for adaptive bins
 * @example expectedCalibrationError(labelledRows({ classes: 2, values: [0.8, 0.2, 0.8, 0.2], labels: [0, 1] })) // |0.5 - 0.8| = 0.3
 */
export function expectedCalibrationError(rows: LabelledRows, options: BinOptions = {}): number {
  const diagram = reliabilityDiagram(rows, options);
  return diagram.reduce((sum, { count, accuracy, confidence }) => sum + (count / rows.rows) * Math.abs(accuracy - confidence), 0);
}

import { malformedFile, type SurenetError } from "@surenet/tensor-backend";

export interface UnreadableDetails {
  /** The line, byte or sample, after the file's name. */
  readonly at?: string;
  readonly expected?: string;
  readonly got?: unknown;
  readonly fix?: string;
  readonly cause?: unknown;
}

/**
 * The error of every reader.
 *
 * @example unreadable("data/train.csv", '"n/a" is not a number', { at: 'line 12, column "width"' })
 * // E_FILE  cannot read data/train.csv, line 12, column "width": "n/a" is not a number
 */
export function unreadable(name: string, problem: string, { at, ...details }: UnreadableDetails = {}): SurenetError {
  return malformedFile({ where: `cannot read ${name}${at === undefined ? "" : `, ${at}`}`, problem, ...details });
}

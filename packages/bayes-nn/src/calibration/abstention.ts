import { invalidOption, invalidValue, shapeMismatch } from "@surenet/tensor-backend";
import { type LabelledRows, topClass } from "./labelled-rows.ts";

/**
 * The area under the curve of risk against coverage: the mean, over how many of the surest predictions are kept, of the share of errors among them. Lower is better.
 *
 * @param uncertainty one number for each row, such as the entropy; ties keep the rows' order
 * @throws SurenetError `E_SHAPE`
 * @see Geifman, Uziel & El-Yaniv 2019
 * @example aurc(rows, [0.1, 0.2, 0.9]) // with the third row wrong: (0/1 + 0/2 + 1/3) / 3 = 0.1111
 */
export function aurc(rows: LabelledRows, uncertainty: ArrayLike<number>): number {
  let errors = 0;
  let area = 0;
  bySureness("aurc", rows, uncertainty).forEach((row, kept) => {
    errors += isWrong(rows, row);
    area += errors / (kept + 1);
  });
  return area / rows.rows;
}

/**
 * The share of the errors that disappears when the model abstains on the given share of the rows, the most uncertain ones.
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE`; `E_VALUE` when there are no errors to remove
 * @example errorsRemoved(rows, entropy, { share: 0.1 }) // 0.82
 */
export function errorsRemoved(rows: LabelledRows, uncertainty: ArrayLike<number>, { share }: { readonly share: number }): number {
  const where = "errorsRemoved";
  if (!(share > 0 && share < 1)) throw invalidOption({ where, option: "share", got: share, expected: "a number between 0 and 1" });
  const order = bySureness(where, rows, uncertainty);
  const dropped = order.slice(order.length - Math.round(share * order.length));
  const count = (some: readonly number[]): number => some.reduce((sum, row) => sum + isWrong(rows, row), 0);
  const all = count(order);
  if (all === 0) throw invalidValue({ where, problem: "every prediction is right: there are no errors to remove" });
  return count(dropped) / all;
}

/**
 * The probability that a number of the second list is above one of the first, ties counting half: how well a score tells the two apart.
 *
 * @throws SurenetError `E_VALUE` when a list is empty
 * @example auroc([0.1, 0.4], [0.4, 0.9]) // (1 + 1 + 0.5 + 1) / 4 = 0.875
 */
export function auroc(low: ArrayLike<number>, high: ArrayLike<number>): number {
  if (low.length === 0 || high.length === 0) throw invalidValue({ where: "auroc", problem: "a list is empty", expected: "at least one score each" }); // prettier-ignore
  const all = [...Array.from(low, (score) => ({ score, own: 0 })), ...Array.from(high, (score) => ({ score, own: 1 }))];
  all.sort((a, b) => a.score - b.score);
  let below = 0;
  let wins = 0;
  for (let start = 0; start < all.length;) {
    let end = start;
    let [ties, own] = [0, 0];
    while (end < all.length && all[end]?.score === all[start]?.score) {
      if (all[end]?.own === 0) ties++;
      else own++;
      end++;
    }
    wins += own * (below + ties / 2);
    below += ties;
    start = Math.max(end, start + 1);
  }
  return wins / (low.length * high.length);
}

/** Rows from the surest to the least sure. */
function bySureness(where: string, { rows }: LabelledRows, uncertainty: ArrayLike<number>): number[] {
  if (uncertainty.length !== rows)
    throw shapeMismatch({ where, expected: `${rows} uncertainties, one for each row`, got: uncertainty.length });
  return Array.from({ length: rows }, (_, i) => i).sort((a, b) => (uncertainty[a] ?? NaN) - (uncertainty[b] ?? NaN));
}

function isWrong(rows: LabelledRows, row: number): number {
  return Number(topClass(rows, row).label !== rows.labels[row]);
}

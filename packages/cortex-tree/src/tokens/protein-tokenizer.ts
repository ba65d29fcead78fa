import { AMINO_ACIDS } from "./amino-acids.ts";
import { SPECIAL, Tokenizer } from "./tokenizer.ts";

const IN_ORDER_OF_FREQUENCY = "LAGVSERTIDPKQNFYMHWC"; // the order of common protein language models (Rives et al. 2021)

/**
 * The 32 tokens of proteins: the twenty amino acids, rare ones, `.` between chains, `-` for a gap, and the special ones. Corruption touches the twenty only.
 *
 * @example proteinTokenizer().numbersOf("A V C") // [5, 7, 23]
 */
export function proteinTokenizer(): Tokenizer {
  const { start, padding, end, unknown, mask } = SPECIAL;
  return new Tokenizer([start, padding, end, unknown, ...IN_ORDER_OF_FREQUENCY, ..."BUZO.-", "<null_1>", mask], {
    corruptible: [...AMINO_ACIDS],
  });
}

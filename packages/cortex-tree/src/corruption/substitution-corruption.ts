import { type Tensor, tensor } from "@tensorflow/tfjs-core";
import { type Rng, invalidOption, invalidValue } from "@surenet/tensor-backend";
import type { JsonObject } from "@surenet/nn";
import { blosum62Substitutions } from "../tokens/blosum62.ts";
import type { Tokenizer } from "../tokens/tokenizer.ts";
import { type CorruptionOptions, CorruptionProcess, drawElements } from "./corruption-process.ts";

export interface SubstitutionOptions extends CorruptionOptions {
  readonly vocabSize: number;
  /** Tokens that neither change nor come in. */
  readonly excluded?: readonly number[];
  /** Row i: the probabilities of what comes in for token i. Uniform over the others that are not excluded when omitted. */
  readonly matrix?: readonly (readonly number[])[];
}

const ROW_SUM = 1e-5; // what float32 rows may miss of 1

/**
 * Replaces tokens by others, drawn from the row of a matrix, each with the probability of its sample.
 *
 * @throws SurenetError `E_OPTION` for a matrix of another size; `E_VALUE` for entries that are no probabilities, or rows that do not sum to 1
 * @example SubstitutionCorruptionProcess.fromBlosum62(proteinTokenizer()).corrupt(tokens, { corruptFrac: 0.15, rng })
 */
export class SubstitutionCorruptionProcess extends CorruptionProcess {
  readonly process: string = "substitution";
  readonly excluded: readonly number[];
  readonly matrix: readonly (readonly number[])[];

  constructor({ vocabSize, excluded = [], matrix, ...options }: SubstitutionOptions) {
    super(options);
    this.excluded = [...excluded];
    this.matrix = matrix === undefined ? uniformMatrix(vocabSize, excluded) : checkedMatrix(vocabSize, matrix);
  }

  /** Uniform over what the tokenizer lets corruption touch. */
  static fromTokenizer(tokenizer: Tokenizer, options: CorruptionOptions = {}): SubstitutionCorruptionProcess {
    return new SubstitutionCorruptionProcess({ ...options, vocabSize: tokenizer.tokens.length, excluded: tokenizer.excluded });
  }

  /** By how often evolution accepts one amino acid for another; every other token stays. */
  static fromBlosum62(tokenizer: Tokenizer, options: CorruptionOptions = {}): SubstitutionCorruptionProcess {
    const matrix = blosum62Substitutions(tokenizer);
    const excluded = matrix.flatMap((row, i) => (row[i] === 1 ? [i] : []));
    return new SubstitutionCorruptionProcess({ ...options, vocabSize: matrix.length, excluded, matrix });
  }

  override toJSON(): JsonObject {
    return { ...super.toJSON(), excluded: this.excluded, matrix: this.matrix };
  }

  protected damage(
    x: Tensor,
    options: { readonly shares: Float32Array; readonly rng: Rng; readonly allowed: Tensor | undefined },
  ): { corrupted: Tensor; isCorrupted: Tensor } {
    // prettier-ignore
    const drawn = drawElements(x, options);
    const tokens = Int32Array.from(x.dataSync());
    const isCorrupted = drawn.map((value, i) => (this.excluded.includes(tokens[i] ?? -1) ? 0 : value));
    const corrupted = tokens.map((token, i) => (isCorrupted[i] === 1 ? this.#substitute(token, options.rng) : token));
    return { corrupted: tensor(corrupted, x.shape, "int32"), isCorrupted: tensor(isCorrupted, x.shape) };
  }

  #substitute(token: number, rng: Rng): number {
    const weights = this.matrix[token];
    if (weights === undefined)
      throw invalidValue({ where: "SubstitutionCorruptionProcess", problem: "the token is not in the vocabulary", got: token });
    return rng.values.categorical(1, { weights })[0] ?? token;
  }
}

function uniformMatrix(vocabSize: number, excluded: readonly number[]): number[][] {
  const valid = Array.from({ length: vocabSize }, (_, i) => i).filter((i) => !excluded.includes(i));
  const share = valid.length > 1 ? 1 / (valid.length - 1) : 0;
  return Array.from({ length: vocabSize }, (_, i) =>
    Array.from({ length: vocabSize }, (__, j) => (i !== j && valid.includes(i) && valid.includes(j) ? share : 0)),
  );
}

function checkedMatrix(vocabSize: number, matrix: readonly (readonly number[])[]): number[][] {
  const where = "SubstitutionCorruptionProcess";
  if (matrix.length !== vocabSize || matrix.some((row) => row.length !== vocabSize))
    throw invalidOption({
      where,
      option: "matrix",
      got: [matrix.length, matrix[0]?.length],
      expected: `${vocabSize} rows of ${vocabSize}`,
    });
  matrix.forEach((row, i) => {
    const total = row.reduce((sum, value) => sum + value, 0);
    if (row.every((value) => value >= 0 && value <= 1) && Math.abs(total - 1) <= ROW_SUM) return;
    throw invalidValue({
      where,
      problem: `row ${i} of the matrix is no distribution`,
      expected: "shares in [0, 1] that sum to 1",
      got: total,
    });
  });
  return matrix.map((row) => [...row]);
}

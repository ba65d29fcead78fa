import { type Tensor, tensor } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption, invalidValue } from "@surenet/tensor-backend";
import type { JsonObject } from "@surenet/nn";

/** The tokens that a tokenizer adds to its alphabet, by meaning. */
export const SPECIAL = { start: "<cls>", padding: "<pad>", end: "<eos>", unknown: "<unk>", mask: "<mask>" } as const;

export interface TokenizerOptions {
  /** Tokens that a corruption may change or put in; the rest of the vocabulary stays as it is. All that are not special when omitted. */
  readonly corruptible?: readonly string[];
}

/**
 * Turns texts into token numbers and back. A text is a row of characters, of tokens in angle brackets, or of both; spaces only separate.
 *
 * @throws SurenetError `E_OPTION` for a vocabulary with a token twice, or without the special tokens
 * @example plainTokenizer("ab").encode(["ab", "b"], { maxLen: 3 }) // [[4, 5, 1], [5, 1, 1]]: padded
 */
export class Tokenizer {
  /** By number. */
  readonly tokens: readonly string[];
  readonly corruptible: readonly string[];
  readonly paddingIndex: number;
  readonly maskIndex: number;
  readonly unknownIndex: number;
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #corruptible: ReadonlySet<number>;

  constructor(tokens: readonly string[], options: TokenizerOptions = {}) {
    const where = "Tokenizer";
    checkOptions(where, options, ["corruptible"]);
    const twice = tokens.find((token, i) => tokens.indexOf(token) !== i);
    if (twice !== undefined) throw invalidOption({ where, option: "tokens", got: twice, expected: "every token once" });
    const special: readonly string[] = Object.values(SPECIAL);
    const missing = special.find((token) => !tokens.includes(token));
    if (missing !== undefined) throw invalidOption({ where, option: "tokens", got: tokens, expected: `the token ${missing} among them` });
    this.tokens = [...tokens];
    this.corruptible = options.corruptible ?? tokens.filter((token) => !special.includes(token));
    this.#numbers = new Map(tokens.map((token, i) => [token, i]));
    this.paddingIndex = this.numberOf(SPECIAL.padding);
    this.maskIndex = this.numberOf(SPECIAL.mask);
    this.unknownIndex = this.numberOf(SPECIAL.unknown);
    this.#corruptible = new Set(this.corruptible.map((token) => this.numberOf(token)));
  }

  static fromJSON({ tokens, corruptible }: JsonObject): Tokenizer {
    return new Tokenizer(tokens as readonly string[], { corruptible: corruptible as readonly string[] }); // the constructor looks at every token
  }

  toJSON(): JsonObject {
    return { tokens: this.tokens, corruptible: this.corruptible };
  }

  /** The number of a token, that of `<unk>` for one that is not in the vocabulary. */
  numberOf(token: string): number {
    return this.#numbers.get(token) ?? this.#numbers.get(SPECIAL.unknown) ?? 0;
  }

  /** Numbers whose tokens no corruption touches. */
  get excluded(): number[] {
    return this.tokens.map((_, i) => i).filter((i) => !this.#corruptible.has(i));
  }

  isCorruptible(index: number): boolean {
    return this.#corruptible.has(index);
  }

  /** The tokens of one text, neither padded nor cut. */
  numbersOf(text: string): number[] {
    return (text.match(/<[^<>\s]+>|\S/g) ?? []).map((token) => this.numberOf(token));
  }

  /**
   * Numbers of all texts, int32 `[texts, maxLen]`: padded, or cut so that the last token stays. Owned by the caller.
   *
   * @throws SurenetError `E_VALUE` without texts
   */
  encode(texts: readonly string[], { maxLen }: { readonly maxLen: number }): Tensor {
    if (texts.length === 0) throw invalidValue({ where: "Tokenizer.encode", problem: "there are no texts" });
    const out = new Int32Array(texts.length * maxLen).fill(this.paddingIndex);
    texts.forEach((text, i) => out.set(truncate(this.numbersOf(text), maxLen), i * maxLen));
    return tensor(out, [texts.length, maxLen], "int32");
  }

  /** The text of a row of numbers: its padding left out. */
  decode(row: ArrayLike<number>): string {
    return Array.from(row)
      .filter((index) => index !== this.paddingIndex)
      .map((index) => this.tokens[index] ?? SPECIAL.unknown)
      .join("");
  }
}

/** The first tokens and the last one, which may be a stop token. */
export function truncate(row: readonly number[], maxLen: number): readonly number[] {
  return row.length <= maxLen ? row : [...row.slice(0, maxLen - 1), row.at(-1) ?? 0];
}

/**
 * A tokenizer of single characters, after `<cls>`, `<pad>`, `<eos>`, `<unk>` and before `<mask>`.
 *
 * @example plainTokenizer("ab").tokens // ["<cls>", "<pad>", "<eos>", "<unk>", "a", "b", "<mask>"]
 */
export function plainTokenizer(alphabet: string): Tokenizer {
  return new Tokenizer([SPECIAL.start, SPECIAL.padding, SPECIAL.end, SPECIAL.unknown, ...alphabet, SPECIAL.mask]);
}

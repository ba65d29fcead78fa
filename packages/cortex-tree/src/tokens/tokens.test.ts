import { expect, it } from "vitest";
import { blosum62Distance, blosum62Transitions } from "./blosum62.ts";
import { proteinTokenizer } from "./protein-tokenizer.ts";
import { plainTokenizer, Tokenizer } from "./tokenizer.ts";

it("numbers proteins with or without spaces, and unknown letters by <unk>", () => {
  const tokenizer = proteinTokenizer();
  expect(tokenizer.tokens).toHaveLength(32);
  expect(tokenizer.numbersOf("A V C J . <mask>")).toEqual([5, 7, 23, 3, 28, 31]);
  expect(tokenizer.numbersOf("AVC")).toEqual([5, 7, 23]);
  expect([tokenizer.isCorruptible(5), tokenizer.isCorruptible(28)]).toEqual([true, false]);
});

it("pads, and cuts so that the last token stays", () => {
  const tokenizer = plainTokenizer("ab");
  const tokens = tokenizer.encode(["a", "aaaab"], { maxLen: 3 });
  expect(Array.from(tokens.dataSync())).toEqual([4, 1, 1, 4, 4, 5]);
  expect(tokenizer.decode([4, 5, 1])).toBe("ab");
  tokens.dispose();
  expect(Tokenizer.fromJSON(tokenizer.toJSON()).toJSON()).toEqual(tokenizer.toJSON());
});

it("refuses vocabularies with a token twice or without the special ones", () => {
  expect(() => plainTokenizer("aa")).toThrowSurenet("E_OPTION", /every token once/);
  expect(() => new Tokenizer(["a"])).toThrowSurenet("E_OPTION", /<cls>/);
});

it("has substitution probabilities that sum to 1, and no distance between a sequence and itself", () => {
  for (const row of blosum62Transitions()) expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
  expect(blosum62Distance("ACDE", "ACDE")).toBe(0);
  expect(() => blosum62Distance("AC", "A")).toThrowSurenet("E_VALUE", /not aligned/);
});

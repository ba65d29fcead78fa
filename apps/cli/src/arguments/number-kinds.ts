interface Kind {
  /** For messages: what is expected. */
  readonly expected: string;
  readonly accepts: (value: number) => boolean;
}

/** The kinds of numbers that options take. */
export const NUMBER_KINDS = {
  count: { expected: "a positive integer", accepts: (value) => Number.isSafeInteger(value) && value > 0 },
  natural: { expected: "an integer from 0", accepts: (value) => Number.isSafeInteger(value) && value >= 0 },
  positive: { expected: "a positive number", accepts: (value) => value > 0 },
  nonNegative: { expected: "a number from 0", accepts: (value) => value >= 0 },
} as const satisfies Readonly<Record<string, Kind>>;

export type NumberKind = keyof typeof NUMBER_KINDS;

/** Lists of them, separated by commas, and what each entry is. */
export const LIST_KINDS = { counts: "count", positives: "positive" } as const satisfies Readonly<Record<string, NumberKind>>;

export type NumbersKind = keyof typeof LIST_KINDS;

/** The number, or undefined when the text is none of this kind. */
export function readNumber(text: string, kind: NumberKind): number | undefined {
  const value = text.trim() === "" ? NaN : Number(text);
  return Number.isFinite(value) && NUMBER_KINDS[kind].accepts(value) ? value : undefined;
}

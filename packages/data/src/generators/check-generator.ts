import { checkOptions, invalidOption, type Rng } from "@surenet/tensor-backend";

/** What every generator takes. */
export interface GeneratorOptions {
  readonly rng: Rng;
}

/**
 * Refuses what no generator can work with.
 *
 * @param known the option names of this generator, `rng` excepted
 * @throws SurenetError `E_OPTION`
 */
export function checkGenerator(
  where: string,
  { n, least, options, known }: { n: number; least: number; options: GeneratorOptions; known: readonly string[] },
): void {
  if (!(Number.isSafeInteger(n) && n >= least))
    throw invalidOption({ where, option: "n", got: n, expected: `an integer of at least ${least}` });
  if (typeof options !== "object" || options === null || options.rng === undefined) {
    throw invalidOption({ where, option: "rng", got: undefined, expected: "an Rng", fix: "Give { rng: createRng(seed) }." });
  }
  checkOptions(where, options, ["rng", ...known]);
}

/** @throws SurenetError `E_OPTION` unless `value` is a finite number of at least 0 */
export function checkSpread(where: string, option: string, value: number): void {
  if (!(value >= 0 && value < Infinity)) throw invalidOption({ where, option, got: value, expected: "a finite number of at least 0" });
}

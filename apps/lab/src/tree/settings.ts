/** Everything that a training here depends on, the tasks that are added later apart; two equal ones give the same numbers. */
export interface TreeSettings {
  readonly seed: number;
  /** Of the trunk. */
  readonly width: number;
  /** How the losses of the tasks become one. */
  readonly weighting: Weighting;
}

export const WEIGHTINGS = ["uncertainty", "equal"] as const;
export type Weighting = (typeof WEIGHTINGS)[number];

export const DEFAULTS: TreeSettings = { seed: 7, width: 48, weighting: "uncertainty" };

/** The settings in the fields of an address; what is not understood is the default. */
export function settingsFrom(fields: URLSearchParams): TreeSettings {
  const number = (name: "seed" | "width", least: number, most: number): number => {
    const value = Number(fields.get(name) ?? NaN);
    return value >= least && value <= most ? Math.floor(value) : DEFAULTS[name];
  };
  return {
    seed: number("seed", 0, 2 ** 31),
    width: number("width", 8, 128),
    weighting: WEIGHTINGS.find((name) => name === fields.get("weighting")) ?? DEFAULTS.weighting,
  };
}

export function fieldsOf(settings: TreeSettings): URLSearchParams {
  return new URLSearchParams(Object.entries(settings).map(([name, value]): [string, string] => [name, String(value)]));
}

import { LATER_TASKS, type LaterTask } from "./task-names.ts";

/** Everything that a training here depends on; two equal ones, trained for as long, give the same numbers. */
export interface TreeSettings {
  readonly seed: number;
  /** Of the trunk. */
  readonly width: number;
  /** How the losses of the tasks become one. */
  readonly weighting: Weighting;
  /** Tasks that were added, one after the other, when the first had been trained. */
  readonly added: readonly LaterTask[];
}

export const WEIGHTINGS = ["uncertainty", "equal"] as const;
export type Weighting = (typeof WEIGHTINGS)[number];

export const DEFAULTS: TreeSettings = { seed: 7, width: 48, weighting: "uncertainty", added: [] };

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
    added: addedFrom(fields.get("added") ?? ""),
  };
}

export function fieldsOf({ added, ...settings }: TreeSettings): URLSearchParams {
  const fields = new URLSearchParams(Object.entries(settings).map(([name, value]): [string, string] => [name, String(value)]));
  if (added.length > 0) fields.set("added", added.join(" "));
  return fields;
}

/** Each task once. */
function addedFrom(text: string): readonly LaterTask[] {
  return [...new Set(text.split(" "))].flatMap((word) => LATER_TASKS.filter((task) => task === word));
}

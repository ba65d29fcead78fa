import type { NamedFile } from "@surenet/data";

/** Everything that a training here depends on; two equal ones give the same picture. */
export interface CalibrateSettings {
  readonly task: TaskName;
  readonly seed: number;
  /** Units of each of the two hidden layers. */
  readonly width: number;
  /** Points to train on: few leave the network unsure. */
  readonly points: number;
  /** Factor on the divergence from the prior: 1 is the posterior, less is colder. */
  readonly temperature: number;
}

/** What is sent to the worker: the file stays on this machine, and is not in the address. */
export interface CalibrateRequest extends CalibrateSettings {
  readonly files?: readonly NamedFile[];
}

export const TASKS = ["regression", "classification"] as const;
export type TaskName = (typeof TASKS)[number];

export const DEFAULTS: CalibrateSettings = { task: "regression", seed: 3, width: 32, points: 160, temperature: 0.05 };

/** The settings in the fields of an address; what is not understood is the default. */
export function settingsFrom(fields: URLSearchParams): CalibrateSettings {
  const number = (name: Exclude<keyof CalibrateSettings, "task">, least: number, most: number): number => {
    const value = Number(fields.get(name) ?? NaN);
    return value >= least && value <= most ? value : DEFAULTS[name];
  };
  return {
    task: TASKS.find((name) => name === fields.get("task")) ?? DEFAULTS.task,
    seed: Math.floor(number("seed", 0, 2 ** 31)),
    width: Math.floor(number("width", 4, 64)),
    points: Math.floor(number("points", 20, 600)),
    temperature: number("temperature", 0, 1),
  };
}

export function fieldsOf(settings: CalibrateSettings): URLSearchParams {
  return new URLSearchParams(Object.entries(settings).map(([name, value]): [string, string] => [name, String(value)]));
}

import type { NamedFile } from "@surenet/data";

/** Everything that a certified training here depends on; two equal ones give the same picture. */
export interface CertifySettings {
  readonly data: DataName;
  /** For `drawn`: the points, each with its class. */
  readonly drawn: readonly (readonly [x: number, y: number, label: number])[];
  readonly seed: number;
  readonly width: number;
  readonly depth: number;
  /** Asked radius of the loss: larger ones trade accuracy for distance. */
  readonly offset: number;
}

/** What is sent to the worker: the files stay on this machine, and are not in the address. */
export interface CertifyRequest extends CertifySettings {
  /** The reader's own data, model, or both. */
  readonly files?: readonly NamedFile[];
}

export const PLANE_DATA = ["moons", "circles", "spirals", "blobs", "drawn"] as const;
export const DATA = [...PLANE_DATA, "digits"] as const;
export type PlaneData = (typeof PLANE_DATA)[number];
export type DataName = (typeof DATA)[number];

export const DEFAULTS: CertifySettings = { data: "moons", drawn: [], seed: 7, width: 32, depth: 2, offset: 1 };
export const DIGIT_DEFAULTS: CertifySettings = { ...DEFAULTS, data: "digits", width: 64, depth: 1 };

export function isPlane(data: DataName): data is PlaneData {
  return data !== "digits";
}

/** The settings in the fields of an address, `data=moons&seed=7`; what is not understood is the default. */
export function settingsFrom(fields: URLSearchParams): CertifySettings {
  const data = DATA.find((name) => name === fields.get("data")) ?? DEFAULTS.data;
  const defaults = isPlane(data) ? DEFAULTS : DIGIT_DEFAULTS;
  const number = (name: "seed" | "width" | "depth" | "offset", least: number, most: number): number => {
    const value = Number(fields.get(name) ?? NaN);
    return value >= least && value <= most ? value : defaults[name];
  };
  const width = 2 * Math.round(number("width", 4, 128) / 2); // pairs are sorted
  return {
    data,
    drawn: drawnFrom(fields.get("drawn") ?? ""),
    seed: Math.floor(number("seed", 0, 2 ** 31)),
    width,
    depth: Math.floor(number("depth", 1, 4)),
    offset: number("offset", 0, 4),
  };
}

export function fieldsOf({ drawn, ...settings }: CertifySettings): URLSearchParams {
  const fields = new URLSearchParams(Object.entries(settings).map(([name, value]): [string, string] => [name, String(value)]));
  if (settings.data === "drawn") fields.set("drawn", drawn.map(([x, y, label]) => [x.toFixed(2), y.toFixed(2), label].join(",")).join(";"));
  return fields;
}

const MOST_DRAWN = 400;

function drawnFrom(text: string): CertifySettings["drawn"] {
  return text
    .split(";")
    .slice(0, MOST_DRAWN)
    .flatMap((point) => {
      const [x = NaN, y = NaN, label = NaN] = point.split(",").map(Number);
      return Math.abs(x) <= 4 && Math.abs(y) <= 4 && (label === 0 || label === 1) ? [[x, y, label] as const] : [];
    });
}

/** Everything that a training here depends on; two equal ones give the same picture. */
export interface SpikeSettings {
  readonly seed: number;
  readonly neurons: number;
  /** How long each digit is shown. */
  readonly presentMs: number;
  /** The rate of a pixel of full ink. */
  readonly frequencyHz: number;
  /** How long a spike silences all neurons. */
  readonly inhibitionMs: number;
}

export const DEFAULTS: SpikeSettings = { seed: 1, neurons: 100, presentMs: 100, frequencyHz: 200, inhibitionMs: 5 };

const RANGES = { seed: [0, 2 ** 31], neurons: [9, 100], presentMs: [50, 200], frequencyHz: [50, 400], inhibitionMs: [0, 20] } as const;

/** The settings in the fields of an address; what is not understood is the default. */
export function settingsFrom(fields: URLSearchParams): SpikeSettings {
  const number = (name: keyof SpikeSettings): number => {
    const [least, most] = RANGES[name];
    const value = Number(fields.get(name) ?? NaN);
    return value >= least && value <= most ? Math.floor(value) : DEFAULTS[name];
  };
  return {
    seed: number("seed"),
    neurons: number("neurons"),
    presentMs: number("presentMs"),
    frequencyHz: number("frequencyHz"),
    inhibitionMs: number("inhibitionMs"),
  };
}

export function fieldsOf(settings: SpikeSettings): URLSearchParams {
  return new URLSearchParams(Object.entries(settings).map(([name, value]): [string, string] => [name, String(value)]));
}

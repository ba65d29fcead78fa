import type { Kind, SessionOf, SettingsOf } from "./protocol.ts";

type Makers = { readonly [K in Kind]: () => Promise<(settings: SettingsOf<K>) => SessionOf<K> | Promise<SessionOf<K>>> };

/** Loaded when they are opened, so that a tab costs what it needs. */
const MAKERS: Makers = {
  calibrate: async () => {
    const { CalibrateSession } = await import("../calibrate/session.ts");
    return (settings) => CalibrateSession.open(settings);
  },
  certify: async () => {
    const { PlaneSession } = await import("../certify/plane/session.ts");
    return (settings) => PlaneSession.open(settings);
  },
  digits: async () => {
    const { DigitsSession } = await import("../certify/digits/session.ts");
    return (settings) => DigitsSession.open(settings);
  },
  spike: async () => {
    const { SpikeSession } = await import("../spike/session.ts");
    return (settings) => new SpikeSession(settings);
  },
  tree: async () => {
    const { TreeSession } = await import("../tree/session.ts");
    return (settings) => new TreeSession(settings);
  },
};

/** @throws SurenetError for settings that cannot be trained on */
export async function makeSession<K extends Kind>(kind: K, settings: SettingsOf<K>): Promise<SessionOf<K>> {
  const make = await MAKERS[kind]();
  return make(settings);
}

/** Loads what other tabs and files will need, so that the page goes on without a network. */
export async function loadAll(): Promise<void> {
  await Promise.all([...Object.values(MAKERS).map((load) => load()), import("../files/model-files.ts"), import("../files/read-data.ts")]);
}

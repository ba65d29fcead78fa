import type { NamedFile } from "@surenet/data";
import { download } from "../files/download.ts";
import { button, choice, number, slider } from "../page/controls.ts";
import { element } from "../page/element.ts";
import type { Trainer } from "../page/trainer.ts";
import type { Trainable } from "../worker/protocol.ts";
import { type CertifySettings, DATA, type DataName } from "./settings.ts";

/** What both kinds of data have in common on the page. */
export interface Frame {
  readonly zone: HTMLElement;
  readonly onData: (data: DataName) => void;
}

const OWN = "your file";

/** The choice of the data; of the reader's own while they are open. */
export function dataControl({ data }: CertifySettings, hasFiles: boolean, { onData }: Frame): HTMLElement {
  const onChange = (chosen: DataName | typeof OWN): void => {
    if (chosen !== OWN) onData(chosen);
  };
  return choice({ id: "data", label: "data", reason: "what to tell apart" }, hasFiles ? [OWN, ...DATA] : DATA, { value: hasFiles ? OWN : data, onChange }); // prettier-ignore
}

/** What the network is like, and what is asked of it. */
export function modelControls(
  { width, depth, offset, seed }: CertifySettings,
  change: (next: Partial<CertifySettings>) => void,
): readonly HTMLElement[] {
  return [
    slider({ id: "width", label: "width", reason: "units of a layer" }, { least: 4, most: 128, step: 4 }, { value: width, onChange: (value) => change({ width: value }) }), // prettier-ignore
    slider({ id: "depth", label: "depth", reason: "hidden layers" }, { least: 1, most: 4, step: 1 }, { value: depth, onChange: (value) => change({ depth: value }) }), // prettier-ignore
    slider({ id: "offset", label: "offset", reason: "asks for distance; larger circles, less accuracy" }, { least: 0, most: 4, step: 0.5 }, { value: offset, onChange: (value) => change({ offset: value }) }), // prettier-ignore
    number({ id: "seed", label: "seed", reason: "equal seeds give equal pictures" }, { value: seed, onChange: (value) => change({ seed: value }) }), // prettier-ignore
  ];
}

interface Savable {
  save(): Promise<readonly NamedFile[]>;
}

/** Start, pause, step and reset, the attack, and the download of the model. */
export function trainingControls<Snapshot, Session extends Trainable<Snapshot> & Savable>(
  trainer: Trainer<Snapshot, Session>,
  { reason, attack }: { readonly reason: string; readonly attack: (session: Session) => Promise<void> },
): HTMLElement {
  return element(
    "div",
    { class: "row" },
    ...trainer.buttons,
    button({ id: "attack", label: "attack", reason }, () => void trainer.with(attack)),
    button({ id: "save", label: "save", reason: "downloads model.json and model.safetensors, which surenet certify reads" }, () => void trainer.with(async (session) => download(await session.save()))), // prettier-ignore
  );
}

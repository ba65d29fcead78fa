import type { Remote } from "./worker/remote.ts";

/** A tab while it is open. */
export interface View {
  /** Opens the settings in the address and trains until the picture says something. */
  open(): Promise<void>;
  /** Another tab takes over: nothing is asked or shown any more. */
  close(): void;
}

export type ViewMaker = (parent: HTMLElement, remote: Remote) => View;

/** What the laboratory has; a tab is loaded when it is opened. */
export const TABS = [
  {
    name: "certify",
    label: "Certify",
    reason: "classifiers with circles that no small change leaves",
    load: async (): Promise<ViewMaker> => {
      const { CertifyView } = await import("./certify/view.ts");
      return (parent, remote) => new CertifyView(parent, remote);
    },
  },
  {
    name: "calibrate",
    label: "Calibrate",
    reason: "networks that say what they do not know",
    load: async (): Promise<ViewMaker> => {
      const { CalibrateView } = await import("./calibrate/view.ts");
      return (parent, remote) => new CalibrateView(parent, remote);
    },
  },
  {
    name: "spike",
    label: "Spike",
    reason: "neurons that learn from the timing of spikes",
    load: async (): Promise<ViewMaker> => {
      const { SpikeView } = await import("./spike/view.ts");
      return (parent, remote) => new SpikeView(parent, remote);
    },
  },
  {
    name: "tree",
    label: "Tree",
    reason: "several tasks that share what they can",
    load: async (): Promise<ViewMaker> => {
      const { TreeView } = await import("./tree/view.ts");
      return (parent, remote) => new TreeView(parent, remote);
    },
  },
] as const;

export type TabName = (typeof TABS)[number]["name"];

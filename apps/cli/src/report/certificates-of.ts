import { tensor } from "@tensorflow/tfjs-core";
import type { ArrayDataset } from "@surenet/data";
import { type Certificate, certify, engineLabel } from "@surenet/lipschitz";
import type { Module } from "@surenet/nn";
import type { Terminal } from "../terminal/terminal.ts";

/** One certificate for every sample, for the arithmetic of the engine or, where that has no label, for the stored weights; with progress while a person is watching. */
export async function certificatesOf(model: Module, data: ArrayDataset, terminal: Terminal): Promise<Certificate[]> {
  const x = tensor(data.inputs, [data.size, ...data.inputShape]);
  try {
    const { label = "f64-checked" } = engineLabel();
    return await certify(model, x, {
      arithmetic: label,
      signal: terminal.signal,
      onProgress: ({ done, total }) => terminal.rewrite(`certify  ${done}/${total}`),
    });
  } finally {
    x.dispose();
    terminal.rewrite("");
  }
}

import { tensor } from "@tensorflow/tfjs-core";
import type { ArrayDataset } from "@surenet/data";
import { type Certificate, certify } from "@surenet/lipschitz";
import type { Module } from "@surenet/nn";
import type { Terminal } from "../terminal/terminal.ts";

/** One certificate for every sample, with progress while a person is watching. */
export async function certificatesOf(model: Module, data: ArrayDataset, terminal: Terminal): Promise<Certificate[]> {
  const x = tensor(data.inputs, [data.size, ...data.inputShape]);
  try {
    return await certify(model, x, {
      signal: terminal.signal,
      onProgress: ({ done, total }) => terminal.rewrite(`certify  ${done}/${total}`),
    });
  } finally {
    x.dispose();
    terminal.rewrite("");
  }
}

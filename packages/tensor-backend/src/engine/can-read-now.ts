import { getBackend } from "@tensorflow/tfjs-core";

/**
 * Whether the engine in force gives its numbers at once, by `dataSync`. WebGPU does not: in Node it has no way to, and in a browser it draws them into a canvas,
 * at which a software adapter loses its device.
 */
export function canReadNow(): boolean {
  return getBackend() !== "webgpu";
}

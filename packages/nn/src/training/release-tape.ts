import { engine } from "@tensorflow/tfjs-core";

/**
 * Frees what a forward that threw had saved for its gradient: TensorFlow.js does so only after a backward pass.
 *
 * Does nothing inside an outer gradient, whose tape is still needed.
 */
export function releaseTape(): void {
  const { activeTape, gradientDepth } = engine().state;
  if (gradientDepth > 0) return;
  for (const { saved } of activeTape ?? []) for (const tensor of saved ?? []) tensor.dispose();
}

import type { TrainProgress } from "@surenet/nn";
import type { Terminal } from "../terminal.ts";

const CELLS = 20;

/** One line that moves while a person is watching. */
export function progressBar(terminal: Terminal, { step, steps, epoch, epochs, loss, etaSeconds }: TrainProgress): void {
  const filled = Math.round((CELLS * step) / steps);
  const bar = "█".repeat(filled) + "░".repeat(CELLS - filled);
  terminal.rewrite(`train    ${bar} ${epoch}/${epochs}   loss ${loss.toFixed(3)}   eta ${Math.ceil(etaSeconds)} s`);
}

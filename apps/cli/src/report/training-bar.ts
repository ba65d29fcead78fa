import type { TrainProgress } from "@surenet/nn";
import type { Terminal } from "../terminal/terminal.ts";

const CELLS = 20;

/** One line that moves while a person is watching, and stays when the training is over. */
export class TrainingBar {
  readonly #terminal: Terminal;
  readonly #start: number = performance.now();
  #firstStep: number | undefined;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  update(progress: TrainProgress): void {
    this.#firstStep ??= progress.step - 1; // a resumed training begins later
    const msPerStep = (performance.now() - this.#start) / (progress.step - this.#firstStep);
    this.#terminal.rewrite(barLine(progress, msPerStep));
  }

  /** Leaves the line where it stands. */
  end(): void {
    if (this.#terminal.live && this.#firstStep !== undefined) this.#terminal.note("");
  }
}

/** @example "train    ████████████░░░░░░░░ 12/20   loss -0.016   4.7 ms/step   eta 2 s" */
export function barLine({ step, steps, epoch, epochs, loss, etaSeconds }: TrainProgress, msPerStep: number): string {
  const filled = Math.floor((CELLS * step) / steps);
  const bar = "█".repeat(filled) + "░".repeat(CELLS - filled);
  const count = `${String(epoch).padStart(String(epochs).length)}/${epochs}`;
  return `train    ${bar} ${count}   loss ${loss.toFixed(3)}   ${msPerStep.toFixed(1)} ms/step   eta ${Math.ceil(etaSeconds)} s`;
}

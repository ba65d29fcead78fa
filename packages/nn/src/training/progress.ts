import type { TrainProgress } from "./train-options.ts";

const SHORTEST_PAUSE_MS = 50; // twenty updates a second look continuous

/** Calls `onProgress`, not too often, with an estimate from the steps of this session. */
export class Progress {
  readonly #report: ((progress: TrainProgress) => void) | undefined;
  readonly #start = performance.now();
  readonly #startStep: number;
  #last = -Infinity;

  constructor(report: ((progress: TrainProgress) => void) | undefined, startStep: number) {
    this.#report = report;
    this.#startStep = startStep;
  }

  update(now: Omit<TrainProgress, "etaSeconds">): void {
    const time = performance.now();
    if (this.#report === undefined || (time - this.#last < SHORTEST_PAUSE_MS && now.step < now.steps)) return;
    this.#last = time;
    const secondsPerStep = (time - this.#start) / 1000 / Math.max(1, now.step - this.#startStep);
    this.#report({ ...now, etaSeconds: secondsPerStep * (now.steps - now.step) });
  }
}

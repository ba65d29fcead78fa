import type { Trainable } from "../worker/protocol.ts";
import { button } from "./controls.ts";
import { element } from "./element.ts";

/** What a view does with its session. */
export interface Training<Snapshot, Session extends Trainable<Snapshot>> {
  /** Trained on opening, so that the first picture says something. */
  readonly firstEpochs: () => number;
  /** Epochs from one picture to the next. */
  readonly stride: number;
  /** Opens a session for the settings of now. */
  open(): Promise<Session>;
  show(snapshot: Snapshot, session: Session): Promise<void> | void;
  /** After training has come to a rest. */
  settled?(session: Session): Promise<void> | void;
}

const SELDOM_MS = 1000; // between two pictures, for people who asked for less motion

/** Start, pause, step and reset of a session, and the loop behind them. A pause is exact: the next epoch is asked for or it is not. */
export class Trainer<Snapshot, Session extends Trainable<Snapshot>> {
  readonly message: HTMLElement = element("p", { id: "message", role: "alert" });
  readonly buttons: readonly HTMLButtonElement[];
  readonly #training: Training<Snapshot, Session>;
  readonly #run: HTMLButtonElement;
  #session: Session | undefined;
  /** Counts what was opened: a loop of an earlier one ends. */
  #turn = 0;
  /** Of the loop that runs: one that was paused ends, though another has begun since. */
  #loop: object | undefined;
  #shown = -Infinity;

  constructor(training: Training<Snapshot, Session>) {
    this.#training = training;
    this.#run = button({ id: "run", label: "start", reason: "train on, or pause; going on continues exactly" }, () => void this.#toggle());
    this.buttons = [
      this.#run,
      button({ id: "step", label: "step", reason: "one epoch more" }, () => void this.step()),
      button({ id: "reset", label: "reset", reason: "begin again from the seed" }, () => void this.open()),
    ];
  }

  /** Opens the settings and trains until the picture says something; what cannot be opened leaves the session before as it is, and says why. */
  async open(): Promise<void> {
    this.#pause();
    const turn = ++this.#turn;
    this.message.textContent = "";
    await this.#guarded(turn, async () => {
      this.#session = await this.#training.open();
      if (turn !== this.#turn) return;
      await this.#show(await this.#session.snapshot(), this.#session);
      const { stride } = this.#training;
      for (let left = this.#training.firstEpochs(); left > 0 && turn === this.#turn; left -= stride) {
        await this.#train(Math.min(stride, left), { turn, always: left <= stride });
      }
      if (turn === this.#turn) await this.#training.settled?.(this.#session);
    });
  }

  async step(): Promise<void> {
    await this.#guarded(this.#turn, () => this.#train(1, { turn: this.#turn, always: true }));
  }

  /** Does something with the session and says what went wrong with it. */
  async with(act: (session: Session) => Promise<void>): Promise<void> {
    const session = this.#session;
    if (session !== undefined) await this.#guarded(this.#turn, () => act(session));
  }

  /** Nothing is asked or shown any more. */
  close(): void {
    this.#turn++;
    this.#pause();
  }

  async #toggle(): Promise<void> {
    if (this.#loop !== undefined) {
      this.#pause();
      return;
    }
    const turn = this.#turn;
    const loop = (this.#loop = {});
    this.#run.textContent = "pause";
    await this.#guarded(turn, async () => {
      while (this.#loop === loop && turn === this.#turn) await this.#train(this.#training.stride, { turn, always: false });
      if (this.#loop !== undefined || turn !== this.#turn || this.#session === undefined) return;
      await this.#show(await this.#session.snapshot(), this.#session);
      await this.#training.settled?.(this.#session);
    });
  }

  #pause(): void {
    this.#loop = undefined;
    this.#run.textContent = "start";
  }

  async #train(epochs: number, { turn, always }: { readonly turn: number; readonly always: boolean }): Promise<void> {
    const session = this.#session;
    const snapshot = await session?.train(epochs);
    if (session === undefined || snapshot === undefined || turn !== this.#turn) return;
    const isSeldom = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (always || !isSeldom || performance.now() - this.#shown >= SELDOM_MS) await this.#show(snapshot, session);
  }

  async #show(snapshot: Snapshot, session: Session): Promise<void> {
    this.#shown = performance.now();
    await this.#training.show(snapshot, session);
  }

  async #guarded(turn: number, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (turn !== this.#turn) return; // of a session that has ended
      this.#pause();
      this.message.textContent = error instanceof Error ? error.message : String(error);
    }
  }
}

/** Why a command ended before its time, for the person who ended it. */
export class Stopped extends Error {
  /** 128 + the signal's number, as shells have it. */
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

const ONE_PRESS_MS = 500; // npm passes Ctrl-C on to a child whom the terminal has told already: what comes this soon is the same press

/** Aborts on the first Ctrl-C (or SIGTERM), so that work can end in order; from the second press on the process ends at once. */
export function stopOnSignals(): AbortSignal {
  const stop = new AbortController();
  const codes = { SIGINT: 130, SIGTERM: 143 } as const;
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    const onSignal = (): void => {
      stop.abort(new Stopped("stopped", codes[name])); // a second call changes nothing
      setTimeout(() => process.off(name, onSignal), ONE_PRESS_MS); // the process stays that long: in the middle of its exit a signal would end it without its code
    };
    process.on(name, onSignal);
  }
  return stop.signal;
}

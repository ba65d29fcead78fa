/** One numbered point of an issue's "What it must show". */
export interface Acceptance {
  /** `<issue>/<number>` */
  readonly id: string;
  readonly about: string;
  /** Prints its figures through the given reporter. */
  run(report: Report): Promise<void>;
}

/** Collects what an acceptance shows. */
export class Report {
  failures = 0;

  /** A figure with the bound it must keep. */
  check(what: string, ok: boolean, figure: string): void {
    if (!ok) this.failures++;
    console.log(`  ${ok ? "ok    " : "SHORT "} ${what}: ${figure}`);
  }

  atLeast(what: string, got: number, bound: number): void {
    this.check(what, got >= bound, `${round(got)} (at least ${round(bound)})`);
  }

  atMost(what: string, got: number, bound: number): void {
    this.check(what, got <= bound, `${round(got)} (at most ${round(bound)})`);
  }

  note(text: string): void {
    console.log(`         ${text}`);
  }
}

function round(value: number): string {
  return String(Number(value.toPrecision(5)));
}

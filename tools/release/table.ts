/** One thing that has to hold before a release. */
export interface Row {
  readonly what: string;
  readonly ok: boolean;
  readonly figure: string;
}

/** Does things one after the other and keeps what came of each; a thing that throws has failed, and the rest goes on. */
export class Checks {
  readonly rows: Row[] = [];

  /** @param run gives a figure to show; throws with the reason when it does not hold */
  async check(what: string, run: () => Promise<string> | string): Promise<boolean> {
    const started = performance.now();
    const seconds = (): string => `${((performance.now() - started) / 1000).toFixed(1)} s`;
    try {
      this.rows.push({ what, ok: true, figure: `${await run()}  (${seconds()})` });
    } catch (error) {
      this.rows.push({ what, ok: false, figure: `${error instanceof Error ? error.message : String(error)}  (${seconds()})` });
    }
    const row = this.rows.at(-1);
    if (row !== undefined) console.log(line(row));
    return row?.ok === true;
  }

  /** @returns whether all hold */
  print(): boolean {
    console.log("");
    for (const row of this.rows) console.log(line({ ...row, figure: row.figure.split("\n")[0] ?? "" }));
    return this.rows.every(({ ok }) => ok);
  }
}

function line({ what, ok, figure }: Row): string {
  return `${ok ? "ok    " : "FAILED"} ${what.padEnd(58)} ${figure}`;
}

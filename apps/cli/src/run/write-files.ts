import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { pid } from "node:process";

/**
 * Writes files that belong together: all of them lie complete under temporary names before the first takes its place, so that a full
 * disk or a crash on the way leaves what was there.
 *
 * @param files contents by path; folders are made
 */
export async function writeFiles(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  const waiting = Object.entries(files).map(([file, content]) => ({ file, content, temporary: `${file}.${pid}.tmp` }));
  try {
    for (const { file, content, temporary } of waiting) {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(temporary, content, { flush: true });
    }
    for (const { file, temporary } of waiting) await rename(temporary, file);
  } catch (error) {
    await Promise.allSettled(waiting.map(({ temporary }) => rm(temporary, { force: true })));
    throw error;
  }
}

/** Puts a report where `--json` says: on stdout, in a file, or nowhere. */
export async function writeReport(json: string | undefined, report: unknown, terminal: { json(text: string): void }): Promise<void> {
  if (json === "-") terminal.json(prettyJson(report));
  else if (json !== undefined) await writeFiles({ [json]: prettyJson(report) });
}

export function prettyJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

import type { SideProcess } from "./side-process.ts";
import type { Subject } from "./subject.ts";

/** Times of one subject on one side, in milliseconds. */
export interface Times {
  readonly median: number;
  /** The quartiles, as a measure of the machine's noise. */
  readonly low: number;
  readonly high: number;
}

export interface Comparison {
  readonly subject: string;
  /** By the side's name; a reason where it cannot. */
  readonly sides: Readonly<Record<string, Times | string>>;
}

const LONGEST_SECONDS = 12; // a side that needs long for a sample gets fewer of them

/** Asks the sides in turn, so that whatever else the machine does falls on all of them alike. */
export async function compareSides(subject: Subject, sides: readonly SideProcess[], rounds: number): Promise<Comparison> {
  const able = sides.filter(({ name, only }) => subject.cannot?.[name] === undefined && (only === undefined || only.has(subject.name)));
  const samples = new Map(able.map((side) => [side, [] as number[]]));
  const started = performance.now();
  for (let round = 0; round < rounds && (round < 3 || performance.now() - started < LONGEST_SECONDS * 1000); round++) {
    for (const side of able) samples.get(side)?.push(await side.sample(subject.name));
  }
  const entries = sides.map((side): [string, Times | string] => [
    side.name,
    able.includes(side) ? times(samples.get(side) ?? []) : (subject.cannot?.[side.name] ?? "is not asked for it"),
  ]);
  return { subject: subject.name, sides: Object.fromEntries(entries) };
}

function times(samples: readonly number[]): Times {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? NaN;
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}

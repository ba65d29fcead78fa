import type { Tensor } from "@tensorflow/tfjs-core";
import { type StoredTensor, numbers } from "./vectors.ts";

/** A tensor's numbers, taken before a scope disposes it. */
export interface Snapshot {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** What an adapter computed for one field; a list is compared as a whole. */
export type Got = Tensor | Snapshot | number | string | boolean | readonly unknown[];

export function snapshot(t: Tensor): Snapshot {
  return { shape: [...t.shape], values: Array.from(t.dataSync()) };
}

/** Why a field does not match, or undefined: `|got - want| <= tolerance · (1 + |want|)` for every element, NaN equal to NaN. */
export function mismatch(got: Got | undefined, want: StoredTensor, tolerance: number): string | undefined {
  if (got === undefined) return "the runner computes no such field";
  if (Array.isArray(want) || isList(got)) return sameList(got, want);
  const { shape, values } = typeof got !== "object" ? { shape: [], values: [Number(got)] } : "dataId" in got ? snapshot(got) : got;
  const expected = numbers(want);
  if (shape.join() !== want.shape.join()) return `shape [${shape.join(", ")}], want [${want.shape.join(", ")}]`;
  for (let i = 0; i < expected.length; i++) {
    const [g, w] = [values[i] ?? NaN, expected[i] ?? NaN];
    if (Object.is(g, w) || (Number.isNaN(g) && Number.isNaN(w)) || Math.abs(g - w) <= tolerance * (1 + Math.abs(w))) continue;
    return `element ${i} is ${g}, want ${w} within ${tolerance}`;
  }
  return undefined;
}

/** Lists in any order, since a state dict has none. */
function sameList(got: unknown, want: unknown): string | undefined {
  const words = (list: unknown): string => (Array.isArray(list) ? list.map((item) => JSON.stringify(item)).sort().join() : "no list"); // prettier-ignore
  return words(got) === words(want) ? undefined : `${JSON.stringify(got)}, want ${JSON.stringify(want)}`;
}

function isList(got: Got): got is readonly unknown[] {
  return Array.isArray(got);
}

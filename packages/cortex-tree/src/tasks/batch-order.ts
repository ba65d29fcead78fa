import type { Rng } from "@surenet/tensor-backend";
import { roundRobinLongest } from "./round-robin-longest.ts";
import type { TaskTable } from "./task-table.ts";

/** One batch to come: a table, and the numbers of its samples. */
export interface PlannedBatch {
  readonly table: TaskTable;
  readonly indices: Int32Array;
}

/** The batches of an epoch over several tables, each table's samples in random order. */
export function batchOrder(
  tables: readonly TaskTable[],
  { batchSize, order, rng }: { readonly batchSize: number; readonly order: "round-robin" | "proportional"; readonly rng: Rng },
): PlannedBatch[] {
  // prettier-ignore
  const planned = tables.map((table, t) => {
    const samples = rng.fork(`table-${t}`).values.permutation(table.size);
    return Array.from({ length: Math.ceil(table.size / batchSize) }, (_, i): PlannedBatch => ({ table, indices: samples.subarray(i * batchSize, (i + 1) * batchSize) }));
  });
  if (order === "round-robin" || tables.length === 1) return [...roundRobinLongest(planned)];
  const all = planned.flat();
  return Array.from(rng.fork("order").values.permutation(all.length), (i) => all[i] as PlannedBatch); // a permutation of their places
}

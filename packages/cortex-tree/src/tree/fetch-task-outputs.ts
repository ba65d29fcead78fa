import { type Tensor, stack, tidy } from "@tensorflow/tfjs-core";
import { invalidValue } from "@surenet/tensor-backend";
import type { LeafOutputs, TreeOutputs } from "./outputs.ts";

/** The leaves of a task, in the order of their numbers: the task itself, or the members `<task>_0`, `<task>_1`, … of its ensemble. */
export function taskMembers(leafKeys: readonly string[], task: string): string[] {
  const numbered = leafKeys.flatMap((key) => {
    if (key === task) return [{ key, number: -1 }];
    const rest = key.startsWith(`${task}_`) ? key.slice(task.length + 1) : "";
    return /^\d+$/.test(rest) ? [{ key, number: Number(rest) }] : [];
  });
  return numbered.sort((a, b) => a.number - b.number).map(({ key }) => key);
}

/**
 * The outputs of all leaves of a task, stacked: `[members, ..]` each.
 *
 * @param outputs borrowed
 * @returns owned by the caller
 * @throws SurenetError `E_VALUE` when there is no leaf of the task among the outputs
 * @example fetchTaskOutputs(outputs, "stability").loc // [members, batch, 1]
 */
export function fetchTaskOutputs(outputs: Pick<TreeOutputs, "leaves">, task: string): Record<string, Tensor> {
  const members = taskMembers(Object.keys(outputs.leaves), task).map((key) => outputs.leaves[key] as LeafOutputs); // a key of the record
  const [first] = members;
  if (first === undefined)
    throw invalidValue({
      where: "fetchTaskOutputs",
      problem: `no leaf answers the task ${task}`,
      expected: Object.keys(outputs.leaves).join(", "),
      got: task,
    });
  return tidy(() => Object.fromEntries(Object.keys(first).map((name) => [name, stack(members.map((member) => member[name] as Tensor))]))); // members are of one kind
}

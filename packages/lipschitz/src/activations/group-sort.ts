import { type Tensor, tidy, transpose } from "@tensorflow/tfjs-core";
import { checkOptions, groupSort as sortLastAxis, invalidOption } from "@surenet/tensor-backend";
import { type JsonObject, readConfig } from "@surenet/nn";
import { lastAxis } from "../certify/last-axis.ts";
import type { Lowered } from "../certify/lowered.ts";
import { LipschitzModule, type LipschitzOptions } from "../module/lipschitz-module.ts";

export interface GroupSortOptions {
  /** Channels per group; `"all"`, or more than there are, sorts the whole axis. */
  readonly groupSize?: number | "all";
  readonly axis?: number;
}

/**
 * Sorts an axis in consecutive groups, ascending: `y[.., g·k + i] = i-th smallest of x[.., g·k .. g·k + k - 1]`.
 *
 * A sort permutes its inputs, so the map is 1-Lipschitz in every p-norm and keeps the gradient's length (Anil, Lucas & Grosse 2019, §3).
 * Equal values send their gradient to the lower index.
 *
 * @param x `[..., channels, ...]`, borrowed
 * @returns same shape, owned by the caller
 * @throws SurenetError `E_OPTION` when the group size does not divide the channels
 * @example groupSort(tensor([[3, 1, 2, 4]]), { groupSize: 2 }) // [[1, 3, 2, 4]]
 */
export function groupSort(x: Tensor, { groupSize = "all", axis = -1 }: GroupSortOptions = {}): Tensor {
  const at = axis < 0 ? axis + x.rank : axis;
  const size = sizeFor(groupSize, x.shape[at] ?? 1, x.shape);
  if (at === x.rank - 1) return sortLastAxis(x, size);
  const swap = x.shape.map((_, i) => (i === at ? x.rank - 1 : i === x.rank - 1 ? at : i));
  return tidy(() => transpose(sortLastAxis(transpose(x, swap), size), swap));
}

/** {@link groupSort} as a module, scaled to be `kCoefLip`-Lipschitz. */
export class GroupSort extends LipschitzModule {
  static readonly id: string = "lipschitz.GroupSort";
  readonly groupSize: number | "all";
  readonly axis: number;

  constructor(options: GroupSortOptions & LipschitzOptions = {}) {
    checkOptions("GroupSort", options, ["groupSize", "axis", "kCoefLip"]);
    super(options);
    const { groupSize = "all", axis = -1 } = options;
    if (groupSize !== "all" && !(Number.isSafeInteger(groupSize) && groupSize > 0)) {
      throw invalidOption({ where: "GroupSort", option: "groupSize", got: groupSize, expected: 'a positive integer or "all"' });
    }
    this.groupSize = groupSize;
    this.axis = axis;
  }

  static fromJSON(config: JsonObject): GroupSort {
    const { groupSize, ...rest } = readConfig("lipschitz.GroupSort", config, { groupSize: "json", axis: "number", kCoefLip: "number" });
    return new GroupSort({ ...rest, groupSize: groupSize === "all" ? "all" : Number(groupSize) });
  }

  override config(): JsonObject {
    return { groupSize: this.groupSize, axis: this.axis, kCoefLip: this.kCoefLip };
  }

  forward(x: Tensor): Tensor {
    return tidy(() => this.scaled(groupSort(x, this)));
  }

  override async lower(shape: readonly number[]): Promise<Lowered> {
    const groupSize = sizeFor(this.groupSize, lastAxis("GroupSort", this.axis, shape), shape);
    return { ops: this.scaledOp({ op: "groupSort", groupSize }), shape };
  }
}

/** {@link GroupSort} of pairs: each pair as its minimum and its maximum. */
export class GroupSort2 extends GroupSort {
  static override readonly id: string = "lipschitz.GroupSort2";

  constructor(options: LipschitzOptions = {}) {
    checkOptions("GroupSort2", options, ["kCoefLip"]);
    super({ ...options, groupSize: 2 });
  }

  static override fromJSON(config: JsonObject): GroupSort2 {
    return new GroupSort2(readConfig("lipschitz.GroupSort2", config, { kCoefLip: "number" }));
  }

  override config(): JsonObject {
    return { kCoefLip: this.kCoefLip };
  }
}

/** {@link GroupSort} of all channels. */
export class FullSort extends GroupSort {
  static override readonly id: string = "lipschitz.FullSort";

  constructor(options: LipschitzOptions = {}) {
    checkOptions("FullSort", options, ["kCoefLip"]);
    super({ ...options, groupSize: "all" });
  }

  static override fromJSON(config: JsonObject): FullSort {
    return new FullSort(readConfig("lipschitz.FullSort", config, { kCoefLip: "number" }));
  }

  override config(): JsonObject {
    return { kCoefLip: this.kCoefLip };
  }
}

function sizeFor(groupSize: number | "all", channels: number, shape: readonly number[]): number {
  const size = groupSize === "all" || groupSize > channels ? channels : groupSize;
  if (channels % size === 0) return size;
  throw invalidOption({
    where: "groupSort",
    option: "groupSize",
    got: size,
    expected: `a divisor of ${channels} channels (input [${shape.join(", ")}])`,
  });
}

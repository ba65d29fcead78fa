import { display, wrongState } from "@surenet/tensor-backend";
import type { JsonObject, JsonValue } from "../module/json.ts";
import type { EarlyStopping } from "./early-stopping.ts";
import type { TrainOptions } from "./train-options.ts";

interface Fingerprinted {
  readonly epochs: number;
  readonly batchSize: number;
  readonly earlyStopping: EarlyStopping | undefined;
  readonly options: TrainOptions;
}

/**
 * What a run and its continuation must share to give equal numbers, as far as data can say it; loss, schedule and clip are functions
 * and go unchecked.
 */
export function fingerprint({ epochs, batchSize, earlyStopping, options }: Fingerprinted): JsonObject {
  const { data, validation, rng, metrics = {} } = options;
  return {
    epochs,
    batchSize,
    samples: data.size,
    inputShape: data.inputShape,
    validationSamples: validation?.size ?? 0,
    shuffle: rng === undefined ? null : rng.state.key, // forks depend on the key alone
    metrics: Object.keys(metrics),
    clipped: options.clip !== undefined,
    earlyStopping: earlyStopping === undefined ? null : { ...earlyStopping },
  };
}

/** @throws SurenetError `E_STATE` that names the first difference */
export function checkFingerprint(where: string, saved: JsonValue, now: JsonValue): void {
  const difference = firstDifference(saved, now, "");
  if (difference === undefined) return;
  const [path, before, after] = difference;
  throw wrongState({
    where,
    problem: `the checkpoint is of another training: ${path} differs`,
    expected: display(before),
    got: after,
    fix: "Resume with the options of the first run, or start a new one without resume.",
  });
}

function firstDifference(
  a: JsonValue | undefined,
  b: JsonValue | undefined,
  path: string,
): [string, JsonValue | undefined, JsonValue | undefined] | undefined {
  if (!isTree(a) || !isTree(b)) return Object.is(a, b) ? undefined : [path, a, b];
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const found = firstDifference(a[key], b[key], path === "" ? key : `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isTree(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null;
}

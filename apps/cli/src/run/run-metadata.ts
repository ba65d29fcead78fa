import type { Statistics } from "@surenet/data";
import type { JsonObject } from "@surenet/nn";
import { malformedFile } from "@surenet/tensor-backend";
import type { TrainingIdentity } from "./training-identity.ts";

/** What a run folder remembers beside the model, to treat later data alike. */
export interface RunMetadata {
  /** The generator or path, as it was given. */
  readonly data: string;
  /** The label's column, when it was given. */
  readonly label?: string | undefined;
  readonly inputShape: readonly number[];
  readonly classes: number;
  readonly classNames?: readonly string[] | undefined;
  readonly featureNames?: readonly string[] | undefined;
  /** Present when the data were standardised: radii are then in standard deviations. */
  readonly statistics?: Statistics | undefined;
  readonly epsilons: readonly number[];
  /** Bayesian runs: the entropy in nats above which a row is left undecided. */
  readonly abstainAbove?: number | undefined;
  readonly training: TrainingIdentity;
}

export function toJson(metadata: RunMetadata): JsonObject {
  return JSON.parse(JSON.stringify(metadata)) as JsonObject; // drops what is undefined
}

/**
 * The metadata of a model file, each field checked.
 *
 * @throws SurenetError `E_FILE` that names the field
 */
export function readMetadata(json: JsonObject, where: string): RunMetadata {
  const { data, label, inputShape, classes, classNames, featureNames, statistics, epsilons, abstainAbove, training } = json;
  const channels = isSizes(inputShape) ? inputShape.at(-1) : NaN;
  const need = (ok: boolean, field: string, expected: string, got: unknown): void => {
    if (ok) return;
    const fix = "Was it written by surenet train? Then train again.";
    throw malformedFile({ where, problem: `metadata.${field} is not usable`, expected, got, fix });
  };
  need(typeof data === "string", "data", "a name", data);
  need(label === undefined || typeof label === "string", "label", "a column", label);
  need(isSizes(inputShape) && inputShape.length > 0, "inputShape", "positive integers", inputShape);
  need(isSizes([classes]) && Number(classes) > 1, "classes", "an integer from 2", classes);
  need(classNames === undefined || isTexts(classNames, classes), "classNames", `${String(classes)} names`, classNames);
  need(featureNames === undefined || isTexts(featureNames, channels), "featureNames", `${channels} names`, featureNames);
  need(statistics === undefined || isStatistics(statistics, channels), "statistics", `${channels} means and positive deviations`, statistics);
  need(isNumbers(epsilons) && epsilons.every((epsilon) => epsilon > 0), "epsilons", "positive numbers", epsilons);
  need(abstainAbove === undefined || Number.isFinite(abstainAbove), "abstainAbove", "a number", abstainAbove);
  need(isObject(training), "training", "the options of the training", training);
  return json as unknown as RunMetadata; // every field was checked above
}

/** Words for the units of radii. */
export function unitsOf({ statistics }: { readonly statistics?: Statistics | undefined }): "input" | "standardised" {
  return statistics === undefined ? "input" : "standardised";
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((entry) => Number.isFinite(entry));
}

function isSizes(value: unknown): value is readonly number[] {
  return isNumbers(value) && value.every((entry) => Number.isSafeInteger(entry) && entry > 0);
}

function isTexts(value: unknown, count: unknown): boolean {
  return Array.isArray(value) && value.length === count && value.every((entry) => typeof entry === "string");
}

function isStatistics(value: unknown, channels: unknown): boolean {
  if (!isObject(value)) return false;
  const { mean, std } = value;
  return isNumbers(mean) && mean.length === channels && isNumbers(std) && std.length === channels && std.every((entry) => entry > 0);
}

import type { Statistics } from "@surenet/data";
import type { JsonObject, JsonValue } from "@surenet/nn";
import { malformedFile } from "@surenet/tensor-backend";

/** What a model remembers of its data, in the words of the command line: no app imports another, and `cli.test.ts` holds the two together. */
export interface ModelMetadata {
  /** A generator or a file. */
  readonly data: string;
  readonly inputShape: readonly number[];
  readonly classes: number;
  readonly classNames?: readonly string[] | undefined;
  readonly featureNames?: readonly string[] | undefined;
  /** Present when the data were standardised: radii are then in standard deviations. */
  readonly statistics?: Statistics | undefined;
  readonly epsilons: readonly number[];
  readonly training: JsonObject;
}

/** @throws SurenetError `E_FILE` that names the field */
export function readModelMetadata(json: JsonObject): ModelMetadata {
  const { data, inputShape, classes, classNames, featureNames, statistics, epsilons, training } = json;
  const channels = isNumbers(inputShape) ? inputShape.at(-1) : NaN;
  const need = (ok: boolean, field: string, expected: string, got: unknown): void => {
    if (!ok) throw malformedFile({ where: "model.json", problem: `metadata.${field} is not usable`, expected, got, fix: "Is it a classifier that surenet train or this page wrote?" }); // prettier-ignore
  };
  need(typeof data === "string", "data", "a name", data);
  need(isNumbers(inputShape) && inputShape.length > 0 && inputShape.every(isSize), "inputShape", "positive integers", inputShape);
  need(isSize(classes) && Number(classes) > 1, "classes", "an integer from 2", classes);
  need(classNames === undefined || isTexts(classNames, classes), "classNames", `${String(classes)} names`, classNames); // prettier-ignore
  need(featureNames === undefined || isTexts(featureNames, channels), "featureNames", `${String(channels)} names`, featureNames);
  need(statistics === undefined || isStatistics(statistics, channels), "statistics", "a mean and a positive deviation for each feature", statistics); // prettier-ignore
  need(isNumbers(epsilons) && epsilons.every((epsilon) => epsilon > 0), "epsilons", "positive numbers", epsilons);
  need(isObject(training), "training", "the options of the training", training);
  return json as unknown as ModelMetadata; // every field was checked above
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((entry) => Number.isFinite(entry));
}

function isSize(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

function isTexts(value: unknown, count: unknown): boolean {
  return Array.isArray(value) && value.length === count && value.every((entry) => typeof entry === "string");
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isStatistics(value: JsonValue, channels: unknown): boolean {
  if (!isObject(value)) return false;
  const { mean, std } = value;
  return isNumbers(mean) && isNumbers(std) && mean.length === channels && std.length === channels && std.every((one) => one > 0);
}

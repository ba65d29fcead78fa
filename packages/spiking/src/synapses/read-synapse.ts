import { malformedFile } from "@surenet/tensor-backend";
import { type JsonObject, readConfig } from "@surenet/nn";
import type { Shape } from "../state/neuron-shape.ts";
import type { SynapseOptions } from "./synapse.ts";

/** @throws SurenetError `E_FILE` */
export function readSynapse<Times extends string = never>(
  where: string,
  config: JsonObject,
  names: readonly Times[] = [],
): { readonly shape: Shape; readonly options: SynapseOptions; readonly times: Record<Times, number> } {
  const { shape, options: given } = readConfig(where, config, { shape: "numbers", options: "json" });
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw malformedFile({ where, problem: "the config's options are no object" });
  const { overbound = null, ...rest } = given as JsonObject;
  const isTime = (name: string): boolean => names.some((own) => own === name);
  const part = (wanted: boolean): JsonObject => Object.fromEntries(Object.entries(rest).filter(([name]) => isTime(name) === wanted));
  const { interpolation, ...numbers } = readConfig(where, part(false), {
    dtMs: "number",
    charge: "number",
    delayMs: "number",
    interpolation: "string",
    toleranceMs: "number",
  });
  const times = readConfig(where, part(true), Object.fromEntries(names.map((name) => [name, "number"] as const)));
  const between = interpolation === "nearest" ? "nearest" : "previous";
  const outside = typeof overbound === "number" ? overbound : null;
  return { shape, options: { ...numbers, interpolation: between, overbound: outside }, times: times as Record<Times, number> };
}

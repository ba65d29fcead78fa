import { display, malformedFile, nearest } from "@surenet/tensor-backend";

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };
export type JsonObject = { readonly [key: string]: JsonValue };

/** What a field of a config may be, and the type it is read as. */
interface FieldTypes {
  readonly number: number;
  readonly boolean: boolean;
  readonly string: string;
  readonly numbers: readonly number[];
  readonly json: JsonValue;
}

/**
 * Reads a layer's config that came out of a file: every field present, of its type, and no others.
 *
 * @throws SurenetError `E_FILE`
 * @example const { inFeatures, bias } = readConfig("nn.Linear", config, { inFeatures: "number", bias: "boolean" });
 */
export function readConfig<F extends Readonly<Record<string, keyof FieldTypes>>>(
  where: string,
  config: JsonObject,
  fields: F,
): { [K in keyof F]: FieldTypes[F[K]] } {
  for (const name of Object.keys(config)) {
    if (name in fields) continue;
    const close = nearest(name, Object.keys(fields));
    const fix = close === undefined ? {} : { fix: `Did you mean ${JSON.stringify(close)}?` };
    throw malformedFile({
      where,
      problem: `the config has an unknown field ${JSON.stringify(name)}`,
      expected: Object.keys(fields).join(", "),
      ...fix,
    });
  }
  for (const [name, type] of Object.entries(fields)) {
    const value = config[name];
    if (!fits(value, type)) {
      throw malformedFile({
        where,
        problem: `the config's ${name} is not usable`,
        expected: `a value of type ${type}`,
        got: display(value),
      });
    }
  }
  return config as { [K in keyof F]: FieldTypes[F[K]] }; // the two loops above are the proof
}

function fits(value: JsonValue | undefined, type: keyof FieldTypes): boolean {
  if (type === "json") return value !== undefined;
  if (type === "number") return Number.isFinite(value);
  if (type === "numbers") return Array.isArray(value) && value.every(Number.isFinite);
  return typeof value === type;
}

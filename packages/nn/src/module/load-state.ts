import type { Tensor } from "@tensorflow/tfjs-core";
import { SurenetError, checkOptions, invalidValue, nearest, shapeMismatch } from "@surenet/tensor-backend";
import type { Buffer } from "./buffer.ts";
import type { Parameter } from "./parameter.ts";

const where = "loadStateDict";

/**
 * Assigns a state dict after checking all of it.
 *
 * @throws SurenetError `E_VALUE` for missing or unexpected names, `E_SHAPE`, `E_DTYPE`; then nothing is assigned
 */
export function loadState(
  targets: ReadonlyMap<string, Parameter | Buffer>,
  dict: Readonly<Record<string, Tensor>>,
  options: { readonly strict?: boolean } = {},
): void {
  checkOptions(where, options, ["strict"]);
  if (options.strict ?? true) checkNames([...targets.keys()], Object.keys(dict));
  const pairs = [...targets].flatMap(([name, target]) => {
    const value = Object.hasOwn(dict, name) ? dict[name] : undefined;
    return value === undefined ? [] : [{ name, target, value }];
  });
  for (const { name, target, value } of pairs) checkTensor(name, target.variable, value);
  for (const { target, value } of pairs) target.assign(value);
}

function checkNames(known: readonly string[], given: readonly string[]): void {
  const missing = known.filter((name) => !given.includes(name));
  const unexpected = given.filter((name) => !known.includes(name));
  if (missing.length === 0 && unexpected.length === 0) return;
  const suggestions = unexpected.flatMap((name) => {
    const close = nearest(name, missing);
    return close === undefined ? [] : [`${JSON.stringify(name)} may be meant as ${JSON.stringify(close)}.`];
  });
  throw invalidValue({
    where,
    problem: [missing.length > 0 ? `missing ${list(missing)}` : "", unexpected.length > 0 ? `unexpected ${list(unexpected)}` : ""]
      .filter(Boolean)
      .join("; "),
    fix: suggestions.length > 0 ? suggestions.slice(0, 3).join(" ") : "Use strict: false to load only the names that both sides have.",
  });
}

function checkTensor(name: string, target: Tensor, value: Tensor): void {
  if (value.shape.join() !== target.shape.join()) {
    throw shapeMismatch({ where, problem: `the shape of ${name} differs`, expected: `[${target.shape.join(", ")}]`, got: value.shape });
  }
  if (value.dtype !== target.dtype) {
    throw new SurenetError("E_DTYPE", { where, problem: `the type of ${name} differs`, expected: target.dtype, got: value.dtype });
  }
}

/** The first few names, then how many more. */
function list(names: readonly string[]): string {
  const shown = names.slice(0, 8).join(", ");
  return names.length > 8 ? `${shown} and ${names.length - 8} more` : shown;
}

/**
 * What went wrong, as data:
 * `E_OPTION` an option is unknown or has an impossible value, `E_SHAPE` shapes do not fit, `E_DTYPE` a tensor has the wrong type,
 * `E_VALUE` numbers are out of range or not finite, `E_ENGINE` an engine cannot run, `E_KERNEL` an engine lacks an operation,
 * `E_FILE` a file is malformed, `E_STATE` a call came at the wrong time, `E_MEMORY` an allocation was refused,
 * `E_UNSUPPORTED` a combination is refused on purpose.
 */
export type ErrorCode =
  "E_OPTION" | "E_SHAPE" | "E_DTYPE" | "E_VALUE" | "E_ENGINE" | "E_KERNEL" | "E_FILE" | "E_STATE" | "E_MEMORY" | "E_UNSUPPORTED";

export interface ErrorDetails {
  /** The function, layer or file (with its line or byte) that noticed. */
  readonly where: string;
  /** One clause that says what is wrong. */
  readonly problem: string;
  readonly expected?: string;
  readonly got?: unknown;
  /** What to do about it, as an imperative sentence. */
  readonly fix?: string;
  readonly cause?: unknown;
}

/**
 * The only error class of the packages. Its message reads `where: problem; expected …, got …. fix`.
 *
 * @example
 * new SurenetError("E_SHAPE", { where: "Linear.forward", problem: "the input does not fit", expected: "[.., 784]", got: [32, 783] }).message
 * // "Linear.forward: the input does not fit; expected [.., 784], got [32, 783]"
 */
export class SurenetError extends Error {
  override readonly name = "SurenetError";
  readonly code: ErrorCode;
  readonly where: string;
  readonly expected: string | undefined;
  readonly got: unknown;
  readonly fix: string | undefined;

  constructor(code: ErrorCode, details: ErrorDetails) {
    super(sentence(details), details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.where = details.where;
    this.expected = details.expected;
    this.got = details.got;
    this.fix = details.fix;
  }
}

function sentence({ where, problem, expected, fix, ...rest }: ErrorDetails): string {
  const facts = [expected === undefined ? "" : `expected ${expected}`, "got" in rest ? `got ${display(rest.got)}` : ""].filter(Boolean);
  const first = `${where}: ${problem}${facts.length > 0 ? `; ${facts.join(", ")}` : ""}`;
  return fix === undefined ? first : `${first}. ${fix}`;
}

/** A value as a person would write it: shapes as `[2, 3]`, strings in quotes, everything else cut at 80 characters. */
export function display(value: unknown): string {
  if (Array.isArray(value)) return clip(`[${value.map(display).join(", ")}]`);
  if (typeof value === "string") return clip(JSON.stringify(value));
  if (typeof value === "function") return value.name || "a function";
  if (typeof value === "object" && value !== null)
    return clip(value.constructor.name === "Object" ? JSON.stringify(value) : value.constructor.name);
  return String(value);
}

function clip(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

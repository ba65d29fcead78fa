import { need, Refusal } from "./refusal.ts";

/** Reads the fields of untrusted JSON one by one; every reader refuses what it does not expect, with the path to it. */
export class Json {
  readonly #value: unknown;
  readonly where: string;

  constructor(value: unknown, where: string) {
    this.#value = value;
    this.where = where;
  }

  /** @throws Refusal for what is no JSON */
  static parse(bytes: Uint8Array, name: string): Json {
    try {
      return new Json(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)), name);
    } catch (error) {
      throw new Refusal(name, `not JSON (${error instanceof Error ? error.message : String(error)})`);
    }
  }

  get isThere(): boolean {
    return this.#value !== undefined && this.#value !== null;
  }

  field(name: string): Json {
    const value = this.#value;
    need(typeof value === "object" && value !== null && !Array.isArray(value), this.where, `an object is expected, got ${show(value)}`);
    return new Json(Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined, `${this.where}: ${name}`);
  }

  text(): string {
    need(typeof this.#value === "string", this.where, `a text is expected, got ${show(this.#value)}`);
    return this.#value;
  }

  oneOf<T extends string>(choices: readonly T[]): T {
    const chosen = choices.find((choice) => choice === this.#value);
    need(chosen !== undefined, this.where, `one of ${choices.join(", ")} is expected, got ${show(this.#value)}`);
    return chosen;
  }

  number(): number {
    need(
      typeof this.#value === "number" && Number.isFinite(this.#value),
      this.where,
      `a finite number is expected, got ${show(this.#value)}`,
    );
    return this.#value;
  }

  /** An integer from `least` to `most`. */
  integer(least: number, most: number): number {
    const value = this.#value;
    const fits = typeof value === "number" && Number.isInteger(value) && value >= least && value <= most;
    need(fits, this.where, `an integer from ${least} to ${most} is expected, got ${show(value)}`);
    return value;
  }

  list(most: number = 2 ** 20): readonly Json[] {
    const value = this.#value;
    need(Array.isArray(value) && value.length <= most, this.where, `a list is expected, of ${most} entries at most, got ${show(value)}`);
    return value.map((entry, i) => new Json(entry, `${this.where}[${i}]`));
  }
}

function show(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value).slice(0, 60);
}

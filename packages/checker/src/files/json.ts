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
      throw new Refusal(name, `not JSON (${String(error)})`);
    }
  }

  get isThere(): boolean {
    return this.#value !== undefined && this.#value !== null;
  }

  field(name: string): Json {
    const value = this.#value;
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    this.#expect(isObject, "an object");
    return new Json(Object.hasOwn(value as object, name) ? (value as Record<string, unknown>)[name] : undefined, `${this.where}: ${name}`);
  }

  text(): string {
    this.#expect(typeof this.#value === "string", "a text");
    return this.#value as string;
  }

  oneOf<T extends string>(choices: readonly T[]): T {
    this.#expect(choices.includes(this.#value as T), `one of ${choices.join(", ")}`);
    return this.#value as T;
  }

  number(): number {
    this.#expect(Number.isFinite(this.#value), "a finite number");
    return this.#value as number;
  }

  /** An integer from `least` to `most`. */
  integer(least: number, most: number): number {
    const value = this.#value as number;
    this.#expect(Number.isInteger(value) && value >= least && value <= most, `an integer from ${least} to ${most}`);
    return value;
  }

  /** A list of so many entries at most, or exactly. */
  list(most: number = 2 ** 20, least = 0): readonly Json[] {
    const value = this.#value as unknown[];
    this.#expect(Array.isArray(value) && value.length >= least && value.length <= most, `a list of ${least} to ${most} entries`);
    return value.map((entry, i) => new Json(entry, `${this.where}[${i}]`));
  }

  /** The casts after it read what it has just tested. */
  #expect(holds: boolean, what: string): void {
    need(holds, this.where, `${what} is expected, got ${show(this.#value)}`);
  }
}

function show(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value).slice(0, 60);
}

/** One option of a command: how it is read, what it is when not given, and its line in the help. */
export interface Option {
  readonly kind: "text" | "number" | "numbers" | "flag";
  /** What the help shows behind the name, such as `<path|generator>`; flags have none. */
  readonly value?: string;
  readonly help: string;
  /** Values that are possible, when there are only some. */
  readonly choices?: readonly string[];
}

export type Options = Readonly<Record<string, Option>>;

type Value<O extends Option> = O["kind"] extends "flag" ? boolean : O["kind"] extends "number" ? number : O["kind"] extends "numbers" ? number[] : string;

/** What a command's options come to: every flag, and of the others those that were given. */
export type Values<O extends Options> = {
  readonly [K in keyof O as O[K]["kind"] extends "flag" ? K : never]: boolean;
} & {
  readonly [K in keyof O as O[K]["kind"] extends "flag" ? never : K]?: Value<O[K]> | undefined;
};

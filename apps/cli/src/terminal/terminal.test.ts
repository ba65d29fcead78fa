import { expect, it } from "vitest";
import { type Host, type TerminalSettings, styled, terminalOf } from "./terminal.ts";

/** What a terminal writes when everything is said on it. */
function said(settings: Partial<TerminalSettings>, { tty = false, env = {} }: { tty?: boolean; env?: Host["env"] } = {}): [string, string] {
  let [out, err] = ["", ""];
  const like = tty ? { isTTY: true, columns: 20 } : {};
  const host = {
    stdout: { write: (text: string) => (out += text), ...like },
    stderr: { write: (text: string) => (err += text), ...like },
    env,
    signal: new AbortController().signal,
  };
  const terminal = terminalOf(host, { quiet: false, jsonOnly: false, ...settings });
  terminal.out("table");
  terminal.more("picture");
  terminal.json("{}");
  terminal.note("remark");
  terminal.rewrite("a bar that is longer than the line");
  terminal.out(styled(terminal, "bold", "bold"));
  return [out, err];
}

it("keeps results on stdout and remarks on stderr", () => {
  expect(said({})).toEqual(["table\npicture\n{}bold\n", "remark\n"]);
});

it("says only what was asked for when quiet", () => {
  expect(said({ quiet: true }, { tty: true })).toEqual(["table\n{}\x1b[1mbold\x1b[22m\n", ""]);
});

it("says nothing but JSON when that is wanted", () => {
  expect(said({ jsonOnly: true })).toEqual(["{}", ""]);
});

it("moves and colours where a person watches, within the line", () => {
  expect(said({}, { tty: true })).toEqual(["table\npicture\n{}\x1b[1mbold\x1b[22m\n", "remark\n\r\x1b[2Ka bar that is longe"]);
});

it.each([{ NO_COLOR: "1" }, { CI: "true" }, { TERM: "dumb" }])("is plain with %o", (env) => {
  expect(said({}, { tty: true, env })).toEqual(said({}));
});

it("takes an empty NO_COLOR for none, as no-color.org says", () => {
  expect(said({}, { tty: true, env: { NO_COLOR: "" } })).toEqual(said({}, { tty: true }));
});

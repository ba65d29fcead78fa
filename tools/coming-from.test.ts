import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";

// the tables "there | here" of docs/coming-from-*.md: every name of ours in them is exported by a package, or a member of what is
const root = path.resolve(import.meta.dirname, "..");
const entries = globSync("packages/*/src/{index.ts,node.ts,node/index.ts}", { cwd: root }).map((file) => path.join(root, file));

const exported = new Set<string>();
const members = new Set<string>();
for (const entry of entries) {
  for (const [, list = ""] of (await readFile(entry, "utf8")).matchAll(/export (?:type )?\{(.*?)\}/gs))
    for (const name of list.split(",")) exported.add(name.trim().replace(/^type /, "").replace(/^.* as /, "")); // prettier-ignore
  for (const value of Object.values((await import(entry)) as Record<string, unknown>))
    for (
      let type: unknown = value;
      typeof type === "function" && type.prototype !== undefined;
      type = Object.getPrototypeOf(type) as unknown
    )
      for (const name of Object.getOwnPropertyNames(type.prototype)) members.add(name);
}

const pages = globSync("docs/coming-from-*.md", { cwd: root });
const spans = await Promise.all(
  pages.map(async (page) => {
    const text = await readFile(path.join(root, page), "utf8");
    const tables = [...text.matchAll(/^\| there +\| here +\|.*\n\|[ -|]+\|\n((?:\|.*\n)+)/gm)].map(([, rows = ""]) => rows);
    const here = tables.flatMap((rows) => rows.trim().split("\n")).map((row) => row.split(/(?<!\\)\|/).at(-2) ?? "");
    return { page, spans: here.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, span = ""]) => span)) };
  }),
);

it.each(spans)("knows every name that $page promises", ({ spans }) => {
  expect(spans.length).toBeGreaterThan(10);
  expect(spans.filter((span) => !isKnown(span.replace(/^(await |new |\.\.\. )+/, "")))).toEqual([]);
});

it("has something to check against", () => {
  expect([exported.has("Linear"), exported.has("folderStore"), members.has("loadStateDict"), exported.has("Nonsense")]).toEqual([
    true,
    true,
    true,
    false,
  ]);
});

/** A name, a call, a member (`model.eval()`), an option (`reduction: "none"`) or a value (`"mean"`, `[out, in]`). */
function isKnown(span: string): boolean {
  if (/^\w+: /.test(span) || /^["[{0-9-]/.test(span)) return true;
  const [, first = "", member] = /^(\w+)(?:\.(\w+))?/.exec(span) ?? [];
  return member === undefined ? exported.has(first) : members.has(member);
}

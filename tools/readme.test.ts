import { execFile } from "node:child_process";
import { globSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const root = path.resolve(import.meta.dirname, "..");
const scratch = path.join(root, ".cache/readme");
const run = promisify(execFile);

const pages = await Promise.all(
  globSync(["README.md", "docs/*.md", "{packages,apps}/*/README.md"], { cwd: root }).map(async (file) => ({
    file,
    text: await readFile(path.join(root, file), "utf8"),
  })),
);

// a block of TypeScript; where a block of text follows at once, that is what it prints
const blocks = pages.flatMap(({ file, text }) =>
  [...text.matchAll(/^```ts\n(.*?)^```\n(?:\n```text\n(.*?)^```)?/gms)].map(([, code = "", printed], i) => {
    return { name: `${file}, block ${i + 1}`, code, printed };
  }),
);

it.each(blocks)("$name runs as it stands", async ({ name, code, printed }) => {
  const folder = path.join(scratch, name.replace(/\W+/g, "-"));
  await mkdir(folder, { recursive: true });
  try {
    await writeFile(path.join(folder, "block.ts"), code);
    const words = ["--conditions=@surenet/source", "--disable-warning=ExperimentalWarning", path.join(folder, "block.ts")];
    const { stdout, stderr } = await run(process.execPath, words, { cwd: folder });
    expect(stderr).toBe("");
    if (printed !== undefined) expect(stdout).toBe(printed);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

it("has blocks whose types are right", { timeout: 120_000 }, async () => {
  const folder = path.join(scratch, "types");
  await mkdir(folder, { recursive: true });
  try {
    for (const { name, code } of blocks) await writeFile(path.join(folder, `${name.replace(/\W+/g, "-")}.ts`), `${code}\nexport {};\n`);
    await writeFile(
      path.join(folder, "tsconfig.json"),
      JSON.stringify({ extends: path.join(root, "tsconfig.test.json"), include: ["*.ts"] }),
    );
    const { stdout } = await run(process.execPath, [path.join(root, "node_modules/typescript/bin/tsc"), "-p", folder]).catch(
      (error: { readonly stdout: string }) => error,
    );
    expect(stdout).toBe("");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

it("finds the README's first screen", () => {
  expect(blocks.map(({ name }) => name)).toContain("README.md, block 1");
});

// what is typed at a prompt: the command line and, in the guides, the checker; each page's commands in order, in one folder
const programs = [
  { prompt: /^npm start(?: --silent)?(?: --(.*))?$/, program: "apps/cli/src/main.ts" },
  { prompt: /^npx @surenet\/checker(.*)$/, program: "packages/checker/src/cli/main.ts" },
];
const typed = pages
  .filter(({ file }) => !file.startsWith("packages/"))
  .map(({ file, text }) => ({ file, commands: [...text.matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, lines = ""]) => commandsOf(lines)) }))
  .filter(({ commands }) => commands.length > 0);

it.each(typed)("the commands of $file end well", { timeout: 180_000 }, async ({ commands }) => {
  const folder = await mkdtemp(path.join(tmpdir(), "surenet-docs-"));
  await symlink(path.join(root, "apps"), path.join(folder, "apps"));
  try {
    for (const { program, words } of commands) {
      const env = { ...process.env, SURENET_CWD: folder };
      await run(process.execPath, ["--conditions=@surenet/source", path.join(root, program), ...words], { cwd: folder, env });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

it("names only jobs that the root's package.json has", async () => {
  const { scripts } = JSON.parse(await readFile(path.join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };
  const all = [...pages, { file: "CONTRIBUTING.md", text: await readFile(path.join(root, "CONTRIBUTING.md"), "utf8") }];
  const named = all.flatMap(({ file, text }) =>
    [...text.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, job = ""]) => `${file}: ${job}`),
  );
  expect(named.filter((place) => !Object.hasOwn(scripts, place.split(": ")[1] ?? ""))).toEqual([]);
});

function commandsOf(lines: string): { program: string; words: string[] }[] {
  return lines.split("\n").flatMap((line) => {
    const typedLine = line.replace(/ +#.*/, "").trim();
    return programs.flatMap(({ prompt, program }) => {
      const match = prompt.exec(typedLine);
      return match === null ? [] : [{ program, words: (match[1] ?? "").split(" ").filter(Boolean) }];
    });
  });
}

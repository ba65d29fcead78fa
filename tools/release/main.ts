// npm run release:check [-- --published]
// Everything that has to hold before the packages are published: in the tree, and (only that with --published) of a copy of it, published to a registry on this machine.
import { readdirSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { root } from "../accept/paths.ts";
import { bundleSize } from "../bundle/bundle-size.ts";
import { openPage } from "./open-page.ts";
import { type Registry, startRegistry } from "./registry.ts";
import { run } from "./run.ts";
import { Checks } from "./table.ts";
import { PACKAGES, typesOn } from "./types-on.ts";

const PNPM = "npx -y pnpm@12.21.0";
const checks = new Checks();
const folder = await mkdtemp(path.join(tmpdir(), "surenet-release-"));
const copy = path.join(folder, "surenet");
let registry: Registry | undefined;

try {
  if (!process.argv.includes("--published")) await checkTree();
  const isVersioned = await checks.check("a copy: versions by changesets, then a build", versionCopy);
  if (isVersioned) {
    registry = await startRegistry(folder);
    await checks.check("all packages publish", publish);
    for (const manager of ["npm", "pnpm"] as const) await consume(manager);
    await checks.check("every package imports on Node 20 and on this one", importAll);
    await checks.check("types on TypeScript 5.6 and the newest", () =>
      typesOn(["5.6", "latest"], { folder, registry: registry as Registry }),
    );
  }
} finally {
  registry?.stop();
  await rm(folder, { recursive: true, force: true });
}
process.exitCode = checks.print() ? 0 : 1;

/** What can be looked at where it lies. */
async function checkTree(): Promise<void> {
  await checks.check("lint, types, dead code; publint and attw on tarballs", () =>
    run("node tools/check.mjs", { cwd: root }).then(lastLine),
  );
  await checks.check("size ceilings", () => run(`${process.execPath} tools/test.mjs tools/bundle`, { cwd: root }).then(lastLine));
  await checks.check("a perceptron, a conv net and a tree in onnxruntime", () =>
    run(`${process.execPath} tools/test.mjs apps/cli/src/commands/export.test.ts`, { cwd: root }).then(lastLine),
  );
  await checks.check("importing losses pulls no other family", treeShaking);
}

async function treeShaking(): Promise<string> {
  const script = `import { crossEntropy } from "@surenet/losses"; globalThis.used = crossEntropy;`;
  const families = ["lipschitz", "spiking", "bayes-nn", "bayes-losses", "cortex-tree", "nn"];
  const { chunks } = await bundleSize(script, families.map((name) => ({ name: `family ${name}`, test: new RegExp(`packages[\\\\/]${name}[\\\\/]src`) }))); // prettier-ignore
  const pulled = chunks.filter(({ name }) => name.startsWith("family "));
  if (pulled.length > 0) throw new Error(`it pulls ${pulled.map(({ name }) => name).join(", ")}`);
  return "none of them in its bundle";
}

async function versionCopy(): Promise<string> {
  await run(`git clone -q --no-local ${root} ${copy}`, { cwd: folder });
  await run(`${PNPM} install --frozen-lockfile --reporter=silent`, { cwd: copy });
  const bin = path.join(copy, "node_modules/.bin");
  const env = { PATH: `${bin}${path.delimiter}${process.env["PATH"] ?? ""}`, NX_DAEMON: "false", NX_TUI: "false", CI: "1" };
  await run(`npx -y -p pnpm@12.21.0 -c "changeset version"`, { cwd: copy, env }); // it calls pnpm by that name
  await run("nx run-many -t build", { cwd: copy, env });
  const { version } = JSON.parse(await readFile(path.join(copy, "packages/lipschitz/package.json"), "utf8")) as { version: string };
  if (version === "0.0.0") throw new Error("no version was made");
  return `lipschitz ${version}`;
}

async function publish(): Promise<string> {
  const { env, npmrc, url } = registry as Registry;
  const packages = readdirSync(path.join(copy, "packages"));
  await writeFile(path.join(copy, ".npmrc"), npmrc);
  await run(`${PNPM} -r --filter "./packages/*" publish --registry ${url} --no-git-checks`, { cwd: copy, env });
  for (const name of packages) await run(`npm view @surenet/${name} version`, { cwd: folder, env });
  return `${packages.length} packages`;
}

async function importAll(): Promise<string> {
  const { env } = registry as Registry;
  const place = path.join(folder, "imports");
  await mkdir(place);
  const names = PACKAGES.map((name) => `@surenet/${name}`);
  const dependencies = Object.fromEntries(names.map((name) => [name, "latest"]));
  await writeFile(path.join(place, "package.json"), JSON.stringify({ name: "imports", private: true, type: "module", dependencies }));
  const script = `for (const name of ${JSON.stringify(names)}) if (Object.keys(await import(name)).length === 0) throw new Error(name);`;
  await writeFile(path.join(place, "main.js"), `${script}\nconsole.log("all on", process.version);\n`);
  await run("npm install --no-audit --no-fund", { cwd: place, env });
  const here = lastLine(await run(`${process.execPath} main.js`, { cwd: place }));
  return `${here}, ${lastLine(await run("npx -y -p node@20 node main.js", { cwd: place }))}`;
}

/** Fresh projects outside the workspace, with the packages from the registry. */
async function consume(manager: "npm" | "pnpm"): Promise<void> {
  const { env, npmrc } = registry as Registry;
  const install = manager === "npm" ? "npm install --no-audit --no-fund" : `${PNPM} install --reporter=silent`;
  const fresh = async (name: string): Promise<string> => {
    const place = path.join(folder, `${manager}-${name}`);
    await cp(path.join(root, "apps/examples", name), place, { recursive: true });
    await writeFile(path.join(place, ".npmrc"), npmrc);
    if (manager === "pnpm") await writeFile(path.join(place, "pnpm-workspace.yaml"), 'packages: ["."]\nallowBuilds:\n  core-js: false\n');
    await run(install, { cwd: place, env });
    return place;
  };
  await checks.check(`${manager}: a script on Node 20 and on this one`, async () => {
    const place = await fresh("node-script");
    const here = lastLine(await run(`${process.execPath} main.js`, { cwd: place }));
    const on20 = lastLine(await run("npx -y -p node@20 node main.js", { cwd: place }));
    if (here !== on20) throw new Error(`Node 20 says ${on20}, Node ${process.version} says ${here}`);
    return here;
  });
  for (const name of ["vite-page", "worker"]) {
    await checks.check(`${manager}: ${name}, built and opened in Chromium`, async () => {
      const place = await fresh(name);
      await run("npx vite build", { cwd: place, env });
      return openPage(path.join(place, "dist"));
    });
  }
}

function lastLine(output: string): string {
  return output.trim().split("\n").at(-1) ?? "";
}

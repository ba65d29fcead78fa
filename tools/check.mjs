// Everything that is checked beside the tests: structure, types, lint, format, dead code, and the packages as they would be published.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const packed = mkdtempSync(path.join(tmpdir(), "surenet-pack-"));
const checks = [
  ["project references follow the dependencies", "nx sync:check"],
  ["format", "prettier --check --log-level warn ."],
  ["build", "nx run-many -t build"],
  ["types of sources, tests and tools", "tsc -p tsconfig.test.json"],
  ["lint", "nx show projects > /dev/null && eslint . && oxlint --quiet"],
  ["dead code and undeclared dependencies", "knip"],
  ["the site of the documentation, without a dead link", "node tools/docs/api.ts && vitepress build docs"],
  ["packages can be packed", `pnpm -r --filter "./packages/*" pack --pack-destination ${packed}`],
];

const env = { ...process.env, NX_DAEMON: "false", NX_TUI: "false" };
const failed = checks.filter(([name, command]) => !passes(name, command)).map(([name]) => name);
for (const file of readdirSync(packed).filter((name) => name.endsWith(".tgz"))) {
  const tarball = path.join(packed, file);
  if (!passes(`${file}: manifest`, `publint ${tarball} --strict`)) failed.push(`${file}: manifest`);
  if (!passes(`${file}: types resolve`, `attw ${tarball} --profile esm-only -f ascii`)) failed.push(`${file}: types`);
}
rmSync(packed, { recursive: true, force: true });
console.log(failed.length === 0 ? "all checks passed" : `failed: ${failed.join("; ")}`);
process.exitCode = failed.length === 0 ? 0 : 1;

/** Runs a command quietly; shows what it printed only when it failed. */
function passes(name, command) {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(command.replace(/^pnpm /, "npx -y pnpm@12.21.0 "), {
    shell: true,
    env,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${status === 0 ? "ok    " : "FAILED"} ${name} (${seconds} s)`);
  if (status !== 0) console.log(`${stdout}\n${stderr}`.trim());
  return status === 0;
}

// Sets the workspace up where needed, then runs a job on the workspace's own Node.
// Plain JavaScript with the syntax of Node 20 and no dependency: it runs before anything is installed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const windows = process.platform === "win32";
const [job, ...args] = process.argv.slice(2);

setUp();
const bin = path.join(root, "node_modules", ".bin");
run("npm", ["run", "--silent", `job:${job}`, "--", ...args], {
  ...process.env,
  PATH: bin + path.delimiter + process.env.PATH,
  SURENET_CWD: process.env.INIT_CWD ?? process.cwd(),
});

/** Installs when the lockfile is not the one the installation was made from. */
function setUp() {
  const { packageManager } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  const stamp = path.join(root, "node_modules", ".installed-from");
  const lock = createHash("sha256")
    .update(packageManager)
    .update(readFileSync(path.join(root, "pnpm-lock.yaml")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  console.error(`setting up with ${packageManager} (once) ...`);
  run("npx", ["-y", packageManager, "install", "--frozen-lockfile", "--reporter=append-only"], process.env, [0, 2, 2]);
  writeFileSync(stamp, lock);
}

/** Runs a command in the root; a signal sent to the terminal's group reaches it too, so it is left to end by itself. */
function run(command, commandArgs, env, [stdin, stdout, stderr] = ["inherit", "inherit", "inherit"]) {
  const ignore = () => {};
  process.on("SIGINT", ignore);
  const result = spawnSync(command, commandArgs, { cwd: root, stdio: [stdin, stdout, stderr], env, shell: windows });
  process.off("SIGINT", ignore);
  if (result.error) throw result.error;
  if (result.status !== 0) process.exit(result.status ?? 130);
}

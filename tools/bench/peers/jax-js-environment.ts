import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

const VERSION = "0.1.25";

/** The folder of an installation of jax-js, made on first use under the repository's cache; nothing else ever needs it. */
export function jaxJsFolder(): string {
  const folder = path.resolve(import.meta.dirname, "../../../.cache/jax-js");
  if (existsSync(path.join(folder, "node_modules/@jax-js/jax"))) return folder;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "package.json"), '{ "private": true }\n');
  const { status } = spawnSync("npm", ["install", "--no-audit", "--no-fund", "--silent", `@jax-js/jax@${VERSION}`], {
    cwd: folder,
    stdio: "inherit",
  });
  if (status !== 0) throw new Error(`npm install @jax-js/jax@${VERSION} failed`);
  return folder;
}

/** The subjects that its worker does. */
export const JAX_JS_SUBJECTS: ReadonlySet<string> = new Set([
  "matmul 512 nn",
  "matmul 512 nt",
  "matmul 512 tn",
  "matmul 512 tt",
  "mlp adam step 784-512-512-10",
]);

// Loads a second copy of tfjs-core beside the workspace's and prints what initBackend says.
import { cpSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { initBackend, SurenetError } from "@surenet/tensor-backend";

const folder = mkdtempSync(path.join(tmpdir(), "surenet-copy-"));
try {
  const core = realpathSync(path.resolve(import.meta.dirname, "../../../../node_modules/@tensorflow/tfjs-core"));
  const copy = path.join(folder, "node_modules/@tensorflow/tfjs-core");
  cpSync(path.join(core, "dist"), path.join(copy, "dist"), { recursive: true });
  cpSync(path.join(core, "package.json"), path.join(copy, "package.json"));
  for (const dependency of ["long", "seedrandom"]) {
    cpSync(realpathSync(path.join(core, "../..", dependency)), path.join(folder, "node_modules", dependency), { recursive: true });
  }
  createRequire(import.meta.url)(copy);
  await initBackend({ prefer: ["wasm"] });
  process.exitCode = 1;
} catch (error) {
  if (!(error instanceof SurenetError) || error.code !== "E_ENGINE") throw error;
  console.log(error.message);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";

const PACKAGES = ["torch==2.9.1", "deel-torchlip==1.0.5", "numpy"];

/** The Python of a virtual environment with torch, made on first use under the repository's cache; nothing else ever needs it. */
export function torchPython(): string {
  const folder = path.resolve(import.meta.dirname, "../../../.cache/torch");
  const python = path.join(folder, "bin/python");
  if (existsSync(path.join(folder, "ready"))) return python;
  console.error("installing torch into .cache/torch (once; about 3 GB) ...");
  for (const [command, ...args] of [
    ["python3", "-m", "venv", folder],
    [python, "-m", "pip", "install", "--quiet", ...PACKAGES],
    ["touch", path.join(folder, "ready")],
  ]) {
    const { status } = spawnSync(command ?? "", args, { stdio: ["ignore", "inherit", "inherit"] });
    if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed`);
  }
  return python;
}

import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Registry } from "./registry.ts";
import { run } from "./run.ts";

/** Every package that is published, by its name in the scope. */
export const PACKAGES = [
  "bayes-losses",
  "bayes-nn",
  "checker",
  "cortex-tree",
  "data",
  "lipschitz",
  "losses",
  "nn",
  "spiking",
  "tensor-backend",
];

/**
 * Imports every package into a strict project with `skipLibCheck: false`, on several versions of TypeScript: no diagnostic may come from a file of ours.
 *
 * @returns how many come from others' files, by version
 */
export async function typesOn(
  versions: readonly string[],
  { folder, registry }: { readonly folder: string; readonly registry: Registry },
): Promise<string> {
  const said: string[] = [];
  for (const version of versions) {
    const place = path.join(folder, `types-${version}`);
    await mkdir(place);
    const dependencies = Object.fromEntries(PACKAGES.map((name) => [`@surenet/${name}`, "latest"]));
    const manifest = { name: "types", private: true, type: "module", dependencies: { ...dependencies, "@tensorflow/tfjs-core": "4.22.0" }, devDependencies: { typescript: version } }; // prettier-ignore
    const options = { strict: true, skipLibCheck: false, module: "nodenext", moduleResolution: "nodenext", target: "es2022", lib: ["es2023", "esnext.disposable", "dom"], noEmit: true, types: [] }; // prettier-ignore
    await writeFile(path.join(place, "package.json"), JSON.stringify(manifest));
    await writeFile(path.join(place, "tsconfig.json"), JSON.stringify({ compilerOptions: options, files: ["all.ts"] }));
    await writeFile(path.join(place, "all.ts"), PACKAGES.map((name, i) => `export * as p${i} from "@surenet/${name}";`).join("\n"));
    await run("npm install --no-audit --no-fund", { cwd: place, env: registry.env });
    const output = await run("npx tsc --pretty false || true", { cwd: place });
    const found = output.split("\n").filter((line) => /error TS\d+/.test(line));
    const ours = found.filter((line) => line.includes("@surenet") || line.startsWith("all.ts"));
    if (ours.length > 0) throw new Error(`TypeScript ${version}: ${ours.slice(0, 5).join("; ")}`);
    said.push(`${version}: none of ours, ${found.length} of others`);
  }
  return said.join("; ");
}

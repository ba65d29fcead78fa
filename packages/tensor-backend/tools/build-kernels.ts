// npm run kernels: compiles assembly/ into src/kernels/simd/modules.ts
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { compileKernels, compiler, sizes, type Variant, VARIANTS } from "./compile-kernels.ts";

const asc = await compiler();
if (asc === undefined) throw new Error("the compiler is not installed: it is assemblyscript, a development dependency of tensor-backend");
const lines = ["// Made by `npm run kernels` from assembly/; do not edit.", ""];
for (const variant of VARIANTS) {
  const module = await compileKernels(asc, variant);
  lines.push(
    `/** ${summary(variant, module)} */`,
    `export const ${variant}: string =`,
    `  "${Buffer.from(module).toString("base64")}";`,
    "",
  );
  console.log(summary(variant, module));
  if (variant === "relaxed") for (const [name, size] of Object.entries(sizes(module))) console.log(`${String(size).padStart(7)}  ${name}`);
}
const folder = path.resolve(import.meta.dirname, "../src/kernels/simd");
await writeFile(path.join(folder, "modules.ts"), lines.join("\n"));

const sequences = await compileKernels(asc, "simd", "sequence-index"); // nothing in it is fused: one module for all machines
console.log(summary("simd", sequences));
await writeFile(
  path.join(folder, "sequence-module.ts"),
  [
    "// Made by `npm run kernels` from assembly/; do not edit.",
    "",
    `/** ${summary("simd", sequences)} */`,
    "export const sequenceModule: string =",
    `  "${Buffer.from(sequences).toString("base64")}";`,
    "",
  ].join("\n"),
);

function summary(variant: Variant, module: Uint8Array): string {
  return `${variant}: ${module.length} bytes, ${gzipSync(module).length} gzipped`;
}

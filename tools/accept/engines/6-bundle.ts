import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { relaxed, simd } from "../../../packages/tensor-backend/src/kernels/simd/modules.ts";
import { sizes } from "../../../packages/tensor-backend/tools/compile-kernels.ts";
import { bundleSize } from "../../bundle/bundle-size.ts";
import { CEILINGS, ENGINE } from "../../bundle/ceilings.ts";
import { PARTS } from "../../bundle/parts.ts";
import type { Acceptance } from "../acceptance.ts";

/** A page with the wasm engine, built by Vite, weighed part by part. */
export const bundle: Acceptance = {
  id: "engines/6",
  about: "what a Vite page with the wasm engine weighs, gzipped, and the size of each kernel",
  async run(report) {
    const { chunks, bytes } = await bundleSize(ENGINE, PARTS);
    for (const { name, bytes: size, isLazy } of chunks) {
      if (size > 500) report.note(`${name.padEnd(16)} ${kilobytes(size)}${isLazy ? ", on demand" : ""}`);
    }
    const binary = path.join(
      path.dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm")),
      "tfjs-backend-wasm-simd.wasm",
    );
    report.note(`${"engine's wasm".padEnd(16)} ${kilobytes(gzipSync(readFileSync(binary)).length)}, on demand`);
    report.atMost("loaded at once, bytes", bytes, CEILINGS.engine);
    const modules = [simd, relaxed].map((module) => Buffer.from(module, "base64"));
    const both = modules.reduce((total, module) => total + gzipSync(module).length, 0);
    report.atMost("both kernel modules, bytes", both, CEILINGS.kernelModules);
    for (const [name, size] of Object.entries(sizes(modules[0] ?? new Uint8Array())))
      report.note(`kernel ${name}: ${size} bytes before compression`);
  },
};

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

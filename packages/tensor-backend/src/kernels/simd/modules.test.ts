import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { audit, compileKernels, compiler, sizes, VARIANTS } from "../../../tools/compile-kernels.ts";
import * as modules from "./modules.ts";
import { sequenceModule } from "./sequence-module.ts";

const bytes = VARIANTS.map((variant) => Buffer.from(modules[variant], "base64"));

it("both modules fit into 24 kB gzipped", () => {
  const sum = bytes.reduce((total, module) => total + gzipSync(module).length, 0);
  console.info(`kernel modules: ${sum} bytes gzipped`, sizes(bytes[1] as Uint8Array));
  expect(sum).toBeLessThan(24_000);
});

it("neither module writes to the engine's memory when it starts", () => {
  for (const module of [...bytes, Buffer.from(sequenceModule, "base64")]) expect(audit(module)).toEqual([]);
});

it("the module of sequences is one that browsers compile without waiting", () => {
  expect(Buffer.from(sequenceModule, "base64").length).toBeLessThan(4096);
});

it("the audit finds a data section, a global and a foreign import", () => {
  const head = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  const importF = [2, 8, 1, 1, 0x61, 1, 0x66, 3, 0x7f, 0]; // a.f, an immutable i32 global
  const globals = [6, 6, 1, 0x7f, 0, 0x41, 0, 0x0b];
  const data = [11, 1, 0];
  expect(audit(Uint8Array.from([...head, ...importF, ...globals, ...data]))).toEqual([
    "has a global section",
    "has a data section",
    "imports a.f",
  ]);
});

const asc = await compiler();

describe.skipIf(asc === undefined)("the committed modules (skipped: the compiler assemblyscript is not installed)", () => {
  it.each(VARIANTS)("%s is what the sources give", async (variant) => {
    const made = asc === undefined ? new Uint8Array() : await compileKernels(asc, variant);
    expect(Buffer.from(made).toString("base64") === modules[variant], "run `npm run kernels`").toBe(true);
  });

  it("so is that of sequences", async () => {
    const made = asc === undefined ? new Uint8Array() : await compileKernels(asc, "simd", "sequence-index");
    expect(Buffer.from(made).toString("base64") === sequenceModule, "run `npm run kernels`").toBe(true);
  });
});

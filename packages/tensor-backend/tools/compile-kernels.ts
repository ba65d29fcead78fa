import { readFile } from "node:fs/promises";
import path from "node:path";
import type * as Asc from "assemblyscript/asc";

/** Plain SIMD, and relaxed SIMD with its fused multiply-add. */
export type Variant = "simd" | "relaxed";

export const VARIANTS: readonly Variant[] = ["simd", "relaxed"];

const PACKAGE = path.resolve(import.meta.dirname, "..");
const OPTIONS = ["--importMemory", "--noExportMemory", "--runtime", "stub", "--noAssert", "-O3", "--converge"];

/** The compiler, or undefined where it is not installed: only who changes a kernel needs it. */
export async function compiler(): Promise<typeof Asc | undefined> {
  try {
    return await import("assemblyscript/asc");
  } catch {
    return undefined;
  }
}

/** The files that become modules: the kernels that every page loads, and those of spiking sequences. */
export type Entry = "index" | "sequence-index";

/** Compiles an entry of `assembly/`; throws with the compiler's messages, or with what {@link audit} found. */
export async function compileKernels(asc: typeof Asc, variant: Variant, entry: Entry = "index"): Promise<Uint8Array> {
  let module: Uint8Array | undefined;
  const features = variant === "relaxed" ? ["simd", "relaxed-simd"] : ["simd"];
  const { error, stderr } = await asc.main(
    [`assembly/${entry}.ts`, ...OPTIONS, ...features.flatMap((name) => ["--enable", name]), "--outFile", "kernels.wasm"],
    {
      readFile: (name, folder) => readFile(path.resolve(PACKAGE, folder, name), "utf8").catch(() => null),
      writeFile: (name, contents) => {
        if (name === "kernels.wasm") module = contents as Uint8Array;
      },
      listFiles: () => [],
    },
  );
  if (error !== null || module === undefined) throw new Error(`${variant}: ${error?.message ?? "no output"}\n${stderr.toString()}`);
  const problems = audit(module);
  if (problems.length > 0) throw new Error(`${variant}: ${problems.join(", ")}`);
  return module;
}

const FORBIDDEN: Readonly<Record<number, string>> = {
  4: "table", 5: "memory", 6: "global", 8: "start", 9: "element", 11: "data", 12: "data count",
}; // prettier-ignore

/** What would write into the engine's memory when the module starts, or keep it from starting; empty when it is fit. */
export function audit(module: Uint8Array): string[] {
  const found = sections(module).flatMap(({ id }) => (FORBIDDEN[id] === undefined ? [] : [`has a ${FORBIDDEN[id]} section`]));
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(Uint8Array.from(module)));
  const strange = imports.filter(({ module: from, name, kind }) => `${from}.${name} ${kind}` !== "env.memory memory");
  return [...found, ...strange.map(({ module: from, name }) => `imports ${from}.${name}`)];
}

/** Bytes of every exported function's own body. */
export function sizes(module: Uint8Array): Record<string, number> {
  const exported = new Map<number, string>();
  const bodies: number[] = [];
  for (const { id, start } of sections(module)) {
    const read = reader(module, start);
    if (id !== 7 && id !== 10) continue;
    for (let count = read.number(); count > 0; count--) {
      if (id === 10) bodies.push(read.skip(read.number()));
      else {
        const name = read.text(read.number());
        read.skip(1); // all exports are functions
        exported.set(read.number(), name);
      }
    }
  }
  return Object.fromEntries([...exported].map(([index, name]) => [name, bodies[index] ?? 0]));
}

function sections(module: Uint8Array): { id: number; start: number }[] {
  const found: { id: number; start: number }[] = [];
  const read = reader(module, 8); // after the magic number and the version
  while (read.position() < module.length) {
    const id = read.number();
    const length = read.number();
    found.push({ id, start: read.position() });
    read.skip(length);
  }
  return found;
}

/** Reads WebAssembly's variable-length integers. */
function reader(
  module: Uint8Array,
  start: number,
): { position(): number; number(): number; skip(n: number): number; text(n: number): string } {
  let at = start;
  const number = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = module[at++] ?? 0;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  const skip = (n: number): number => {
    at += n;
    return n;
  };
  return { position: () => at, number, skip, text: (n) => new TextDecoder().decode(module.subarray(skipFrom(n), at)) };

  function skipFrom(n: number): number {
    const from = at;
    skip(n);
    return from;
  }
}

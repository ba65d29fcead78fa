import { bundleSize } from "./bundle-size.ts";

/** Gzipped bytes that a page may load. */
export const CEILINGS = {
  /** tfjs-core and tensor-backend with its kernels; an engine comes on top, on demand. */
  engine: 85_000,
  kernelModules: 24_000,
  /** One loss on top of the engine (issue: 3 kB). */
  loss: 3_000,
  /** Reading, proving and certifying; proofs of convolutions that few ledgers need come on top, on demand. */
  checker: 8_000,
} as const;

export const ENGINE = `import { initBackend } from "@surenet/tensor-backend"; await initBackend({ prefer: ["wasm"] });`;

export const CHECKER = `import { checkCertificate } from "@surenet/checker"; globalThis.used = checkCertificate;`;

/** What importing a function adds to a page that has an engine already. */
export async function addedBytes(packageName: string, name: string): Promise<number> {
  alone ??= bundleSize(ENGINE);
  const together = await bundleSize(`${ENGINE} import { ${name} } from "${packageName}"; globalThis.used = ${name};`);
  return together.bytes - (await alone).bytes;
}

let alone: ReturnType<typeof bundleSize> | undefined;

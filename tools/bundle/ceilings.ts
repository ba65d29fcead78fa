import { type Bundle, bundleSize } from "./bundle-size.ts";

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

/** A page of the checker alone. */
const CHECKER = `import { checkCertificate } from "@surenet/checker"; globalThis.used = checkCertificate;`;

/** What importing a function adds to a page that has an engine already. */
export async function addedBytes(packageName: string, name: string): Promise<number> {
  alone ??= bundleSize(ENGINE);
  const together = await bundleSize(`${ENGINE} import { ${name} } from "${packageName}"; globalThis.used = ${name};`);
  return together.bytes - (await alone).bytes;
}

/** What a page of the checker loads of it at once. Vite's own loader of modules on demand, which every page with one has, is not counted. */
export async function checkerBytes(): Promise<{ readonly bytes: number; readonly chunks: Bundle["chunks"] }> {
  const { bytes, chunks } = await bundleSize(CHECKER, [{ name: LOADER, test: /vite[\\/]preload-helper/ }]);
  const loader = chunks.find(({ name }) => name === LOADER);
  return { bytes: bytes - (loader?.bytes ?? 0), chunks };
}

const LOADER = "Vite's loader";

let alone: ReturnType<typeof bundleSize> | undefined;

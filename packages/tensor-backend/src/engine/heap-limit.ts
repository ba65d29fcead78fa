import { SurenetError } from "../errors/surenet-error.ts";

/** The part of the wasm engine's object that allocates. */
interface WasmHeap {
  readonly wasm?: { _malloc(bytes: number): number; _free(pointer: number): void; readonly HEAPU8: Uint8Array };
}

const LARGEST = 2 ** 32; // bytes that a 32-bit pointer reaches; a larger request would wrap around to a small one
const guarded = new WeakSet();

/**
 * Makes an allocation that the wasm engine's heap has no room for an error at once.
 *
 * The engine itself takes the null pointer that it then gets for an address, writes the tensor over its own data and fails later, elsewhere.
 */
export function guardHeap(backend: object): void {
  const { wasm } = backend as WasmHeap;
  if (wasm === undefined || guarded.has(wasm)) return;
  guarded.add(wasm);
  wasm._free(wasm._malloc(1)); // at its first call the function replaces itself
  const malloc = wasm._malloc;
  wasm._malloc = (bytes) => {
    const pointer = bytes < LARGEST ? malloc(bytes) : 0;
    if (pointer !== 0 || bytes === 0) return pointer;
    throw new SurenetError("E_MEMORY", {
      where: "wasm engine",
      problem: `its heap has no room for a tensor of ${megabytes(bytes)} beside the ${megabytes(wasm.HEAPU8.length)} that it holds`,
      expected: "at most 4096 MiB in all, in pieces that fit between what is there",
      got: `${bytes} bytes`,
      fix: "Dispose what is no longer needed (watchLeaks finds it), use smaller batches, or prefer the node engine.",
    });
  };
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(bytes < 2 ** 20 ? 3 : 0)} MiB`;
}

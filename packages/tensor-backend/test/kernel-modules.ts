import type { SimdExports } from "../src/kernels/simd/exports.ts";
import { relaxed, simd } from "../src/kernels/simd/modules.ts";

const GUARD = 64; // numbers around every array, which must stay as they are
const MARK = 12345.678;

/** A kernel module on memory of its own, for tests of single functions. */
export interface TestModule {
  readonly name: "simd" | "relaxed";
  readonly kernels: SimdExports;
  /** Puts numbers into memory, at an address that is no multiple of 8 or 16. */
  place(values: ArrayLike<number>): number;
  /** Room for so many numbers. */
  room(count: number): number;
  read(at: number, count: number): Float32Array;
  /** Forgets everything, after a look whether something was written beside the arrays. */
  clear(): void;
}

/** Both modules, or the plain one alone where the runtime has no relaxed SIMD. */
export async function testModules(): Promise<TestModule[]> {
  const bytes = { simd: Buffer.from(simd, "base64"), relaxed: Buffer.from(relaxed, "base64") };
  const names = (["simd", "relaxed"] as const).filter((name) => WebAssembly.validate(bytes[name]));
  return Promise.all(names.map(async (name) => testModule(name, bytes[name])));
}

async function testModule(name: TestModule["name"], bytes: Uint8Array<ArrayBuffer>): Promise<TestModule> {
  const memory = new WebAssembly.Memory({ initial: 256 }); // 16 MB
  const { instance } = await WebAssembly.instantiate(bytes, { env: { memory } });
  const guards: number[] = [];
  let next = 4;
  const guard = (): void => {
    new Float32Array(memory.buffer, next, GUARD).fill(MARK);
    guards.push(next);
    next += 4 * GUARD;
  };
  const room = (count: number): number => {
    guard();
    const at = next;
    next += 4 * count;
    guard();
    return at;
  };
  return {
    name,
    kernels: instance.exports as unknown as SimdExports,
    room,
    place(values) {
      const at = room(values.length);
      new Float32Array(memory.buffer, at, values.length).set(values);
      return at;
    },
    read: (at, count) => new Float32Array(memory.buffer, at, count).slice(),
    clear() {
      const mark = Math.fround(MARK);
      const damaged = guards.filter((at) => new Float32Array(memory.buffer, at, GUARD).some((value) => value !== mark));
      guards.length = 0;
      next = 4;
      if (damaged.length > 0) throw new Error(`${name}: ${damaged.length} writes beside an array`);
    },
  };
}

/** The distance of two floats in steps of the last place at `want`, subnormal steps included. */
export function ulps(got: number, want: number): number {
  const exponent = Math.max(-126, Math.floor(Math.log2(Math.abs(Math.fround(want)))));
  return Math.abs(got - want) / 2 ** (exponent - 23);
}

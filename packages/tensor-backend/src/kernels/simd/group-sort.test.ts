import { engine, tensor, tidy } from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CpuMemory } from "../cpu/cpu-memory.ts";
import { groupPermute, groupRestore } from "../loops/group-sort.ts";
import type { KernelCall } from "../kernel.ts";
import { testModules } from "../../../test/kernel-modules.ts";

/** The kernel in plain loops, on arrays of JavaScript. */
function loops(kernel: typeof groupPermute, keys: readonly number[], values: readonly number[], groupSize = 2): number[] {
  const arrays = new Map<object, Float32Array>();
  const info = (numbers: readonly number[]): { dataId: object; shape: number[]; dtype: "float32" } => {
    const dataId = {};
    arrays.set(dataId, Float32Array.from(numbers));
    return { dataId, shape: [numbers.length], dtype: "float32" };
  };
  const memory = new CpuMemory({
    data: { get: (dataId) => ({ values: arrays.get(dataId) ?? new Float32Array() }) },
    makeTensorInfo: (shape) => info(Array.from({ length: shape[0] ?? 0 }, () => 0)),
    disposeData: () => true,
  });
  const [out] = [kernel.run({ inputs: { x: info(keys), v: info(values) }, attrs: { groupSize }, memory } as unknown as KernelCall)].flat();
  return [...(arrays.get(out?.dataId ?? {}) ?? [])];
}

const number = fc.oneof(fc.constantFrom(0, -0, 1, 2, NaN, Infinity, -Infinity), fc.float({ noNaN: true }));
const pairs = fc.array(
  fc.tuple(number, number, fc.float({ noNaN: true, noDefaultInfinity: true }), fc.float({ noNaN: true, noDefaultInfinity: true })),
  { maxLength: 9 },
);

describe.each(await testModules())("pairs of $name", (module) => {
  it.each([
    ["permutePairs", groupPermute],
    ["restorePairs", groupRestore],
  ] as const)("%s moves what plain loops move, ties and NaN included", (name, kernel) => {
    // prettier-ignore
    fc.assert(
      fc.property(pairs, (list) => {
        const [keys, values] = [list.flatMap(([a, b]) => [a, b]), list.flatMap(([, , a, b]) => [a, b])];
        const y = module.room(keys.length);
        module.kernels[name](keys.length, module.place(keys), module.place(values), y);
        const got = [...module.read(y, keys.length)];
        module.clear();
        expect(got).toEqual(loops(kernel, keys, values));
      }),
      { numRuns: 300 },
    );
  });
});

describe.each(await testModules())("groups of $name", (module) => {
  it.each([
    [false, groupPermute],
    [true, groupRestore],
  ] as const)("of any size move what plain loops move, ties and NaN included; transposed: %s", (back, kernel) => {
    const groups = fc.tuple(fc.constantFrom(1, 3, 8, 12, 13, 25, 70), fc.integer({ min: 1, max: 3 }));
    const chosen = fc.constantFrom(0, -0, 1, 2, 3, 4.5, -6, NaN, Infinity, -Infinity, 1e-40, -1e-40);
    fc.assert(
      fc.property(
        groups.chain(([size, count]) =>
          fc.tuple(
            fc.constant(size),
            fc.array(fc.oneof(chosen, fc.float({ noNaN: true })), { minLength: size * count, maxLength: size * count }),
          ),
        ),
        ([size, keys]) => {
          const values = keys.map((_, i) => 1 + (i % 7));
          const y = module.place(keys.map(() => 0));
          module.kernels.permuteGroups(keys.length / size, size, module.place(keys), module.place(values), y, module.room(4 * size), back);
          const got = [...module.read(y, keys.length)];
          module.clear();
          expect(got).toEqual(loops(kernel, keys, values, size));
        },
      ),
      { numRuns: 100 },
    );
  });
});

it("the registered kernel sorts pairs, and groups of any other size", () => {
  tidy(() => {
    const x = tensor([3, 1, 2, 4, 0, -1]);
    const sort = (groupSize: number): object => engine().runKernel("SurenetGroupSort", { x }, { groupSize });
    expect(sort(2)).toBeClose([1, 3, 2, 4, -1, 0]);
    expect(sort(3)).toBeClose([1, 2, 3, -1, 0, 4]);
  });
});

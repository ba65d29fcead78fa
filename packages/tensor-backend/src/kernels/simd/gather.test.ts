import { gather, tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { expectNoLeak } from "@surenet/testing";
import fc from "fast-check";
import { expect, it } from "vitest";

const sides = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 });

it("picks along any axis, with any batch axes, for float32 and int32", () => {
  fc.assert(
    fc.property(sides, fc.nat(3), fc.nat(3), fc.integer({ min: 0, max: 6 }), fc.boolean(), (shape, chosen, common, picks, whole) => {
      const axis = chosen % shape.length;
      const batchDims = Math.min(common, axis);
      const size = shape.reduce((product, side) => product * side, 1);
      const numbers = Array.from({ length: size }, (_, i) => i);
      const [batches, outer, count, inner] = [shape.slice(0, batchDims), shape.slice(batchDims, axis), [shape[axis] ?? 1], shape.slice(axis + 1)].map(
        (some) => some.reduce((product, side) => product * side, 1),
      ) as [number, number, number, number]; // prettier-ignore
      const places = Array.from({ length: batches * picks }, (_, i) => (i * 7 + 3) % count);
      const want: number[] = [];
      for (let b = 0; b < batches; b++)
        for (let o = 0; o < outer; o++)
          for (let p = 0; p < picks; p++)
            for (let i = 0; i < inner; i++) want.push(((b * outer + o) * count + (places[b * picks + p] ?? NaN)) * inner + i);
      tidy(() => {
        const x = tensor(numbers, shape, whole ? "int32" : "float32");
        const indices = tensor(places, [...shape.slice(0, batchDims), picks], "int32");
        const got = gather(x, indices, axis, batchDims);
        expect([got.dtype, got.shape]).toEqual([x.dtype, [...shape.slice(0, axis), picks, ...shape.slice(axis + 1)]]);
        expect([...got.dataSync()]).toEqual(want);
      });
    }),
    { numRuns: 150 },
  );
});

it("names the index that points outside, and leaves nothing behind", async () => {
  const [x, low, high] = [zeros([3, 2]), tensor([0, -1], [2], "int32"), tensor([3], [1], "int32")] as const;
  await expectNoLeak(() => {
    expect(() => gather(x, low)).toThrowSurenet("E_VALUE", /index 1 points outside axis 0.*from 0 to 2.*-1/);
    expect(() => gather(x, high)).toThrowSurenet("E_VALUE", /index 0 points outside/);
  });
  for (const t of [x, low, high]) t.dispose();
});

import { expect, it } from "vitest";
import { threefry2x32 } from "./threefry.ts";

// the known answers of Random123, the reference implementation of Salmon et al. 2011 (file kat_vectors, threefry 2x32 20)
it.each([
  [
    [0, 0],
    [0, 0],
    ["6b200159", "99ba4efe"],
  ],
  [
    [0xffffffff, 0xffffffff],
    [0xffffffff, 0xffffffff],
    ["1cb996fc", "bb002be7"],
  ],
  [
    [0x13198a2e, 0x03707344],
    [0x243f6a88, 0x85a308d3],
    ["c4923a9c", "483df7a0"],
  ],
])("key %j, counter %j gives %j", (key, counter, want) => {
  // prettier-ignore
  const out = new Uint32Array(2);
  threefry2x32(key[0] ?? 0, key[1] ?? 0, counter[0] ?? 0, counter[1] ?? 0, out);
  expect(Array.from(out, (word) => word.toString(16).padStart(8, "0"))).toEqual(want);
});

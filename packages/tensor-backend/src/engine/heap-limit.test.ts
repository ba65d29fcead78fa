import { engine, fill, memory } from "@tensorflow/tfjs-core";
import { defaultEngine } from "@surenet/testing";
import { describe, expect, it } from "vitest";
import { guardHeap } from "./heap-limit.ts";

describe.runIf(defaultEngine === "wasm")("the heap of the wasm engine", () => {
  it("refuses what cannot fit, names the request and keeps working", () => {
    const before = memory().numTensors;
    expect(() => fill([65536, 65536], 1)).toThrowSurenet("E_MEMORY", /no room for a tensor of 16384 MiB beside the \d+ MiB/); // 2^32 numbers of 4 bytes
    expect(memory().numTensors).toBe(before);
    const after = fill([3], 2);
    expect(after).toBeClose([2, 2, 2], 0);
    after.dispose();
  });

  it("refuses 4 GiB, which the stock engine takes for nothing since the size wraps around", () => {
    expect(() => fill([32768, 32768], 1)).toThrowSurenet("E_MEMORY", /4096 MiB/);
  });

  it("is guarded once", () => {
    const { wasm } = engine().backend as unknown as { wasm: { _malloc: unknown } };
    const malloc = wasm._malloc;
    guardHeap(engine().backend);
    expect(wasm._malloc).toBe(malloc);
  });
});

import { spawnSync } from "node:child_process";
import { type Tensor, engine, env, getBackend, getKernel, ones, registerKernel, unregisterKernel } from "@tensorflow/tfjs-core";
import { afterEach, describe, expect, it } from "vitest";
import { stockKernel } from "../kernels/register-one.ts";
import { type BackendOptions, initBackend } from "./init-backend.ts";
import type { EngineName } from "./loaders/loader.ts";

afterEach(() => initBackend({ prefer: ["wasm"] }));

describe("initBackend", () => {
  it("takes the embedded engine where nothing else is installed, and says what it skipped and why", async () => {
    const report = await initBackend();
    expect(report).toMatchObject({ name: "wasm", precision: "float32", threads: 1, version: expect.stringMatching(/^4\./) });
    expect(report.skipped.map(({ name }) => name)).toEqual(["node-gpu", "node"]);
    for (const { reason } of report.skipped) expect(reason).toMatch(/Install it: npm install @tensorflow\/tfjs-node/);
    expect(report.filledKernels).toContain("Conv2DBackpropFilter");
    expect(getBackend()).toBe("wasm");
  });

  it("takes the first named engine that runs", async () => {
    const report = await initBackend({ prefer: ["webgpu", "cpu", "wasm"] });
    expect(report.name).toBe("cpu");
    expect(report.skipped).toEqual([{ name: "webgpu", reason: expect.stringMatching(/npm install webgpu/) }]);
  });

  it.each<[EngineName, RegExp]>([
    ["node", /npm install @tensorflow\/tfjs-node$/],
    ["node-gpu", /npm install @tensorflow\/tfjs-node-gpu$/],
    ["webgpu", /npm install webgpu$/],
  ])("says how to install %s when it is asked for by name and missing", async (name, fix) => {
    await expect(initBackend({ prefer: [name] })).rejects.toThrowSurenet("E_ENGINE", fix);
    expect(getBackend()).toBe("wasm");
  });

  it("lists every reason when none of the named engines runs", async () => {
    await expect(initBackend({ prefer: ["node", "webgpu"] })).rejects.toThrowSurenet(
      "E_ENGINE",
      /no engine runs here:\n {2}node: .*tfjs-node.*\n {2}webgpu: /,
    );
  });

  it("starts again and again, keeping the stock kernels behind ours", async () => {
    const before = stockKernel("Sum", "wasm");
    const [first, second] = [await initBackend({ prefer: ["wasm"] }), await initBackend({ prefer: ["wasm"] })];
    expect(second).toEqual(first);
    expect(stockKernel("Sum", "wasm")).toBe(before);
  });

  it("handles calls one after the other", async () => {
    const reports = await Promise.all([
      initBackend({ prefer: ["cpu"] }),
      initBackend({ prefer: ["wasm"] }),
      initBackend({ prefer: ["cpu"] }),
    ]);
    expect(reports.map(({ name }) => name)).toEqual(["cpu", "wasm", "cpu"]);
    expect(getBackend()).toBe("cpu");
  });

  it.each<[string, object, RegExp]>([
    ["an engine that does not exist", { prefer: ["wsam"] }, /names of node-gpu, node, webgpu, wasm, cpu, got "wsam"\. Did you mean "wasm"/],
    ["no engine at all", { prefer: [] }, /option prefer is not usable/],
    ["half a thread", { threads: 0.5 }, /a positive integer, got 0\.5/],
    ["an unknown option", { preferr: ["cpu"] }, /no option "preferr".*Did you mean "prefer"/],
  ])("refuses %s", async (_, options, message) => {
    await expect(initBackend(options as BackendOptions)).rejects.toThrowSurenet("E_OPTION", message);
  });

  it("refuses an engine without reproducible bits when it must be deterministic", async () => {
    await expect(initBackend({ prefer: ["webgpu"], deterministic: true })).rejects.toThrowSurenet(
      "E_ENGINE",
      /does not promise equal bits/,
    );
    expect((await initBackend({ prefer: ["wasm"], deterministic: true })).threads).toBe(1);
  });

  it("stops when the signal is aborted, before and during the start, and leaves the engine in force", async () => {
    await expect(initBackend({ prefer: ["cpu"], signal: AbortSignal.abort(new Error("not now")) })).rejects.toThrow("not now");
    const controller = new AbortController();
    const started = initBackend({ prefer: ["cpu"], signal: controller.signal });
    controller.abort(new Error("no longer"));
    await expect(started).rejects.toThrow("no longer");
    expect(getBackend()).toBe("wasm");
  });

  it("says which file of the wasm engine is not where wasmPaths says", async () => {
    await expect(initBackend({ prefer: ["wasm"], wasmPaths: "/nowhere" })).rejects.toThrowSurenet(
      "E_ENGINE",
      /a file \/nowhere\/tfjs-backend-wasm-simd\.wasm/,
    );
  });

  it("tests the engine when asked to, and names what is wrong", async () => {
    await initBackend({ prefer: ["cpu"], selfTest: true });
    const exp = getKernel("Exp", "cpu");
    unregisterKernel("Exp", "cpu");
    registerKernel({ ...exp, kernelFunc: ({ inputs }) => ones((inputs["x"] as Tensor).shape) });
    await expect(initBackend({ prefer: ["cpu"], selfTest: true })).rejects.toThrowSurenet(
      "E_ENGINE",
      /self test of cpu: the gradient of Σ exp\(A·B\) is wrong/,
    );
    unregisterKernel("Exp", "cpu");
    registerKernel(exp);
  });

  it("notices a second copy of tfjs-core and names both", async () => {
    const key = Symbol.for("surenet.tfjs-core");
    const registry = globalThis as unknown as Record<symbol, unknown>;
    const own = registry[key];
    registry[key] = { tensorClass: Map, url: "file:///elsewhere/tfjs-core" };
    await expect(initBackend({ prefer: ["wasm"] })).rejects.toThrowSurenet(
      "E_ENGINE",
      /two copies.*file:\/\/\/elsewhere\/tfjs-core and .*tfjs-core/,
    );
    registry[key] = own;
  });

  it("restores the warnings of TensorFlow.js", () => {
    expect(env().getBool("PROD")).toBe(false);
  });
});

it("prints nothing on import, on start and on first use of either engine, and finds the wasm file by itself", () => {
  const script = `
    import { initBackend } from "@surenet/tensor-backend";
    import { ones } from "@tensorflow/tfjs-core";
    for (const name of ["cpu", "wasm"]) { await initBackend({ prefer: [name] }); ones([2]).dataSync(); }
    await initBackend();
    await initBackend({ prefer: ["wasm"], wasmPaths: "/nowhere" }).catch(() => undefined);`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--conditions=@surenet/source", "--input-type=module", "-e", script], {
    cwd: import.meta.dirname,
    encoding: "utf8",
  });
  expect(stdout + stderr).toBe("");
});

it("keeps the heap where it is over many starts", async () => {
  const before = engine().memory().numTensors;
  for (let i = 0; i < 5; i++) await initBackend({ prefer: ["wasm"], selfTest: true });
  expect(engine().memory().numTensors).toBe(before);
});

import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { loadModel, nnModules } from "@surenet/nn";
import { folderStore } from "@surenet/nn/node";
import { spikingModules } from "@surenet/spiking";
import { afterAll, beforeAll, expect, it } from "vitest";
import { surenet } from "../../test/surenet.ts";

let folder = "";
beforeAll(async () => void (folder = await mkdtemp(path.join(tmpdir(), "surenet-spiking-"))));
afterAll(() => rm(folder, { recursive: true }));

const run = (arch: string, ...more: string[]): ReturnType<typeof surenet> =>
  surenet(["train", "--data", "syntheticDigits", "--samples", "1500", "--arch", arch, "--out", path.join(folder, arch), "--engine", "wasm", ...more]); // prettier-ignore

interface Report {
  readonly accuracy: number;
  readonly untrainedAccuracy: number;
  readonly seed: number;
  readonly trainingSeconds: number;
  readonly firing: Readonly<Record<"perSample" | "silent", number>>;
}
const report = async (arch: string): Promise<Report> =>
  JSON.parse(await readFile(path.join(folder, arch, "report.json"), "utf8")) as Report;

it("stdp learns drawn digits without labels, and reports rates, pictures and a model that loads", async () => {
  expect(await run("stdp", "--hidden", "40", "--epochs", "1", "--seed", "3")).toMatchObject({ code: 0 });
  const { accuracy, untrainedAccuracy, seed, trainingSeconds, firing } = await report("stdp");
  expect(accuracy - untrainedAccuracy).toBeGreaterThan(0.1);
  expect([seed, trainingSeconds > 0, firing.perSample > 1, firing.silent < 0.5]).toEqual([3, true, true, true]);
  expect((await readdir(path.join(folder, "stdp"))).sort()).toEqual(["model.json", "model.safetensors", "raster.svg", "report.json", "weights.svg"]); // prettier-ignore
  const { model } = await loadModel(folderStore(path.join(folder, "stdp")), spikingModules);
  model.dispose();
});

it("snn trains spiking neurons through time", async () => {
  expect(await run("snn", "--hidden", "48", "--epochs", "3")).toMatchObject({ code: 0, stdout: expect.stringMatching(/accuracy .*max-rate readout/s) as string }); // prettier-ignore
  expect((await report("snn")).accuracy).toBeGreaterThan(0.8);
  const { model } = await loadModel(folderStore(path.join(folder, "snn")), [...nnModules, ...spikingModules]);
  model.dispose();
});

it("the commands that certify say that a spiking run has nothing to certify", async () => {
  const { code, stderr } = await surenet(["predict", "--model", path.join(folder, "snn"), "--data", "syntheticDigits", "--samples", "5"]);
  expect([code, /a spiking run comes without certificates.*spikingModules/s.test(stderr)]).toEqual([2, true]);
});

it("export says that a spiking run has no ONNX form, and writes nothing", async () => {
  for (const arch of ["stdp", "snn"]) {
    const file = path.join(folder, `${arch}.onnx`);
    const { code, stderr } = await surenet(["export", path.join(folder, arch), "--onnx", file]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/a spiking run .* has no ONNX form.*spikingModules/s)]);
    expect(stderr).not.toMatch(/certificate/);
    expect(existsSync(file)).toBe(false);
  }
});

it("refuses options that mean nothing to spiking networks", async () => {
  for (const [arch, words, text] of [
    ["stdp", ["--loss", "hkr"], /--loss means nothing with --arch stdp/],
    ["snn", ["--eps", "1"], /--eps means nothing with --arch snn/],
    ["snn", ["--resume"], /--resume means nothing/],
    ["stdp", ["--hidden", "8,8"], /one layer/],
    ["stdp", ["--augment", "affine"], /--augment means nothing/],
  ] as const) expect(await run(arch, ...words)).toMatchObject({ code: 2, stderr: expect.stringMatching(text) as string }); // prettier-ignore
  const { stderr } = await surenet(["train", "--data", "twoMoons", "--arch", "stdp", "--out", path.join(folder, "moons")]);
  expect(stderr).toMatch(/numbers in \[0, 1\]/);
});

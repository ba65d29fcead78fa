import { type CertifiedFiles, checkCertificate } from "@surenet/checker";
import { Flatten, memoryStore, type Module, type RunStore } from "@surenet/nn";
import { createRng } from "@surenet/tensor-backend";
import { expectNoLeak } from "@surenet/testing";
import { describe, expect, it } from "vitest";
import { certifiedLayers } from "../../test/certified-layers.ts";
import { certify, exportCertified, FrobeniusLinear, GroupSort2, OrthogonalPatchConv2d, ScaledL2NormPool2d, Sequential, SllConv2d, SpectralLinear } from "../index.ts"; // prettier-ignore

const rng = createRng(4);
const model = (): Sequential =>
  new Sequential([
    new OrthogonalPatchConv2d(1, 8, { kernelSize: 4, stride: 2, rng }),
    new GroupSort2(),
    new SllConv2d(8, { kernelSize: 3, rng }),
    new ScaledL2NormPool2d(2),
    new Flatten(),
    new SpectralLinear(32, 16, { rng }),
    new GroupSort2(),
    new FrobeniusLinear(16, 3, { rng }),
  ]);

async function filesOf(store: RunStore): Promise<CertifiedFiles> {
  const read = async (name: string): Promise<Uint8Array> => (await store.read(`certified/${name}`)) ?? new Uint8Array();
  return { model: await read("model.json"), weights: await read("model.bin"), ledger: await read("ledger.json") };
}

it("writes what the checker reads, and the checker proves the radii that certify gave", async () => {
  using net = model();
  const x = rng.normal([5, 8, 8, 1]);
  const certificates = await certify(net, x);
  const rows = (await x.array()) as number[][][][];
  const inputs = rows.map((row) => Float32Array.from(row.flat(3)));
  const store = memoryStore();
  const names = await exportCertified(net, store, { inputShape: [8, 8, 1], records: { inputs, certificates } });
  expect(await store.list()).toEqual(names.toSorted());
  const checked = await checkCertificate(await filesOf(store));
  expect(checked.label).toBe("f32-ieee");
  for (const [i, input] of inputs.entries()) {
    const { isRecorded, ...certificate } = await checked.compare(input);
    expect(isRecorded).toBe(true);
    expect(certificate).toMatchObject({ predicted: certificates[i]?.predicted, radius: certificates[i]?.radiusBy });
  }
  x.dispose();
});

describe.each(certifiedLayers)("%s", (_, make, shape) => {
  it("passes through the files as the same ops", async () => {
    using layer = make();
    const x = createRng(1).normal([1, ...shape]);
    const y = layer.eval().forward(x);
    const features = y.size;
    using net = new Sequential([layer, new Flatten(), new SpectralLinear(features, 2, { rng })] as Module[]);
    const [certificate] = await certify(net, x);
    const store = memoryStore();
    await exportCertified(net, store, { inputShape: shape });
    const { predicted, radius } = (await checkCertificate(await filesOf(store))).certify(Float32Array.from(await x.data()));
    expect({ predicted, radius }).toEqual({ predicted: certificate?.predicted, radius: certificate?.radiusBy });
    for (const owned of [x, y]) owned.dispose();
  });
});

it("refuses records for another arithmetic, options that do not exist and a model without a proof, and writes nothing then", async () => {
  using net = model();
  const store = memoryStore();
  const input = new Float32Array(64);
  const certificates = await certify(net, rng.normal([1, 8, 8, 1]), { arithmetic: "f64-checked" });
  const records = { inputs: [input], certificates };
  await expect(exportCertified(net, store, { inputShape: [8, 8, 1], records })).rejects.toThrowSurenet("E_SHAPE", /f64-checked/);
  await expect(exportCertified(net, store, { inputShape: [8, 8, 1], folder: "" } as never)).rejects.toThrowSurenet("E_OPTION", /folder/);
  using headless = new Sequential([new SpectralLinear(4, 4, { rng }), new GroupSort2()]);
  await expect(exportCertified(headless, store, { inputShape: [4] })).rejects.toThrowSurenet("E_UNSUPPORTED", /last op must be dense/);
  expect(await store.list()).toEqual([]);
});

it("leaves no tensor behind", async () => {
  using net = model();
  await expectNoLeak(async () => void (await exportCertified(net, memoryStore(), { inputShape: [8, 8, 1] })));
});

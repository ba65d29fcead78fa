import { writeFile } from "node:fs/promises";
import path from "node:path";
import { type Tensor, tidy } from "@tensorflow/tfjs-core";
import { FrobeniusLinear, GroupSort2, Sequential, SpectralLinear, toTorchlip, vanillaExport } from "@surenet/lipschitz";
import { encodeSafetensors, type TensorData, toTorch } from "@surenet/nn";
import { createRng, initBackend } from "@surenet/tensor-backend";
import { torchPython } from "../../bench/peers/torch-environment.ts";
import type { Report } from "../acceptance.ts";
import { runCommand } from "../command.ts";
import { inTemporaryFolder } from "../paths.ts";

/** Our files in the hands of those they are for: deel-torchlip and torch.nn load them strictly and compute what we do. */
export async function loadsInTorch(report: Report): Promise<void> {
  await initBackend({ prefer: ["wasm"] });
  const rng = createRng(0);
  const layers = [new SpectralLinear(12, 8, { rng }), new GroupSort2(), new SpectralLinear(8, 8, { rng }), new GroupSort2()];
  using model = new Sequential([...layers, new FrobeniusLinear(8, 3, { rng, disjointNeurons: false })]);
  model.eval();
  const plain = await vanillaExport(model, { inputShape: [12] });
  const x = rng.normal([64, 12]);
  const y = tidy(() => model.forward(x));
  const asData = (tensor: Tensor): TensorData => ({ shape: tensor.shape, data: Float32Array.from(tensor.dataSync()) });
  await inTemporaryFolder(async (folder) => {
    const files = { data: { input: asData(x), output: asData(y) }, torchlip: await toTorchlip(model), torch: await toTorch(plain) };
    for (const [name, tensors] of Object.entries(files))
      await writeFile(path.join(folder, `${name}.safetensors`), encodeSafetensors(tensors));
    const script = path.join(import.meta.dirname, "torch_loads.py");
    const { code, stdout, stderr } = await runCommand(torchPython(), [script, folder]);
    for (const line of stdout.trim().split("\n")) {
      const [name = "", difference = "NaN"] = line.split(" ");
      report.atMost(`largest difference of outputs in ${name}, which loads our file strictly`, Number(difference), 1e-5);
    }
    report.check("both load", code === 0, code === 0 ? "yes" : stderr.slice(-500));
  });
  for (const owned of [plain, x, y]) owned.dispose();
}

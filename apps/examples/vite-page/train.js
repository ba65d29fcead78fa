import { createRng, initBackend } from "@surenet/tensor-backend";
import { twoMoons } from "@surenet/data";
import { fit } from "@surenet/nn";
import { CertifiedCrossEntropyLoss, certify, FrobeniusLinear, GroupSort2, Sequential, SpectralLinear } from "@surenet/lipschitz";

/** Trains a small classifier on wasm and tells what is certified of one point. */
export async function train(wasmPaths) {
  const { name } = await initBackend({ prefer: ["wasm"], wasmPaths });
  const rng = createRng(7);
  const model = new Sequential([new SpectralLinear(2, 32, { rng }), new GroupSort2(), new FrobeniusLinear(32, 2, { rng })]);
  await fit(model, {
    data: twoMoons(400, { rng }),
    loss: new CertifiedCrossEntropyLoss({ tau: 8, offset: 0.1 }),
    epochs: 5,
    batchSize: 64,
    rng,
  });
  const [certificate] = await certify(model, [[0, 0.9]]);
  model.dispose();
  return `class ${certificate.predicted} within ${certificate.radius.toFixed(4)} (${certificate.arithmetic}) on ${name}`;
}

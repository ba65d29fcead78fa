// node main.js: trains a classifier, certifies a point, and has the certificate checked from its files.
import { createRng, initBackend } from "@surenet/tensor-backend";
import { gaussianBlobs } from "@surenet/data";
import { fit, memoryStore } from "@surenet/nn";
import {
  CertifiedCrossEntropyLoss,
  certify,
  exportCertified,
  FrobeniusLinear,
  GroupSort2,
  Sequential,
  SpectralLinear,
} from "@surenet/lipschitz";
import { checkCertificate } from "@surenet/checker";

await initBackend();
const rng = createRng(3);
const data = gaussianBlobs(600, { rng, classes: 3, dimension: 2, std: 0.5 });
const model = new Sequential([new SpectralLinear(2, 32, { rng }), new GroupSort2(), new FrobeniusLinear(32, 3, { rng })]);
await fit(model, { data, loss: new CertifiedCrossEntropyLoss({ tau: 4, offset: 2 }), epochs: 5, batchSize: 64, rng });

const point = Float32Array.of(0, 1);
const [certificate] = await certify(model, [point]);
const store = memoryStore();
await exportCertified(model, store, { inputShape: [2] });
const file = (name) => store.read(`certified/${name}`);
const checked = await checkCertificate({
  model: await file("model.json"),
  weights: await file("model.bin"),
  ledger: await file("ledger.json"),
});
const { predicted, radius } = checked.certify(point);
model.dispose();
const agrees = predicted === certificate.predicted && radius.f32Ieee === certificate.radius;
console.log(
  `class ${predicted} within ${radius.f32Ieee.toFixed(4)} (${certificate.arithmetic}); the checker ${agrees ? "agrees" : "DISAGREES"}`,
);
process.exitCode = agrees ? 0 : 1;

// Trains a small classifier for 10,000 steps and prints what there is in memory after 1,000 steps and at the end: node --expose-gc many-steps.ts <engine>
import { type Scalar, type Tensor, engine, memory, tensor, tidy, variableGrads } from "@tensorflow/tfjs-core";
import { crossEntropy } from "@surenet/losses";
import { Adam, forwardPass, Linear, ReLU, Sequential } from "@surenet/nn";
import { createRng, type EngineName, initBackend } from "@surenet/tensor-backend";

await initBackend({ prefer: [process.argv[2] as EngineName] });
const rng = createRng(0);
using model = new Sequential([new Linear(8, 32, { rng }), new ReLU(), new Linear(32, 4, { rng })]);
const optimizer = new Adam({ learningRate: 1e-3 }).attach(model);
const parameters = model.parameters();

for (let step = 1; step <= 10_000; step++) {
  tidy(() => {
    const x = rng.normal([32, 8]);
    const y = tensor(Int32Array.from({ length: 32 }, (_, i) => i % 4), [32], "int32"); // prettier-ignore
    const { grads } = variableGrads(() => forwardPass(() => crossEntropy(model.forward(x), y)) as Scalar, parameters.map(({ variable }) => variable)); // prettier-ignore
    optimizer.step(new Map(parameters.map((parameter) => [parameter, grads[parameter.variable.name] as Tensor])));
  });
  if (step === 1_000 || step === 10_000) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    globalThis.gc?.();
    const { wasm } = engine().backend as unknown as { wasm?: { HEAPU8: Uint8Array } };
    const engineBytes = wasm?.HEAPU8.length ?? memory().numBytes;
    console.log(
      JSON.stringify({
        steps: step,
        tensors: memory().numTensors,
        engineBytes,
        heapBytes: process.memoryUsage().heapUsed,
        processBytes: process.memoryUsage().rss,
      }),
    );
  }
}

// Fills the heap of the wasm engine, prints the error, and computes something after making room.
import { type Tensor, add, dispose, fill } from "@tensorflow/tfjs-core";
import { initBackend, SurenetError } from "@surenet/tensor-backend";

await initBackend({ prefer: ["wasm"] });
const kept: Tensor[] = [];
try {
  for (let i = 0; i < 40; i++) kept.push(fill([1024, 1024, 32], i)); // 128 MiB each
  process.exitCode = 1;
} catch (error) {
  if (!(error instanceof SurenetError) || error.code !== "E_MEMORY") throw error;
  console.log(`after ${kept.length} tensors of 128 MiB: ${error.message}`);
}
kept.forEach((tensor, i) => {
  if (tensor.dataSync()[12345] !== i) throw new Error(`tensor ${i} was overwritten`);
});
dispose(kept);
if (add(fill([2], 1), 2).dataSync()[1] !== 3) throw new Error("the engine does not compute any more");

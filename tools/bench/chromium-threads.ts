// node --conditions=@surenet/source tools/bench/chromium-threads.ts
// The MLP training step on the wasm engine in a page of Chromium: with our kernels on one thread, and on the engine's build with threads, which has none of ours.
import { inChromium } from "../conformance/chromium-page.ts";
import type * as Backend from "@surenet/tensor-backend";
import type * as Steps from "./subjects/training-step.ts";

const ROUNDS = 9;

for (const threads of [1, 2, 4]) {
  const { times, simdKernels, used } = await inChromium((page) => page.evaluate(measure, { threads, rounds: ROUNDS }));
  const median = times.toSorted((a, b) => a - b)[ROUNDS >> 1] ?? NaN;
  console.log(`threads: ${threads} asked, ${used} used; kernels of ours: ${simdKernels ?? "none"}; MLP step ${median.toFixed(1)} ms`);
}

async function measure({
  threads,
  rounds,
}: {
  threads: number;
  rounds: number;
}): Promise<{ times: number[]; simdKernels: string | undefined; used: number }> {
  const [backendFile, stepsFile] = ["/packages/tensor-backend/src/index.ts", "/tools/bench/subjects/training-step.ts"];
  const { initBackend } = (await import(backendFile)) as typeof Backend;
  const report = await initBackend({ prefer: ["wasm"], threads, wasmPaths: "/node_modules/@tensorflow/tfjs-backend-wasm/dist/" });
  const { trainingStep } = (await import(stepsFile)) as typeof Steps;
  const step = trainingStep[0]?.make("ours");
  const times: number[] = [];
  for (let round = -2; round < rounds; round++) {
    const started = performance.now();
    for (const tensor of [step?.() ?? []].flat()) {
      await tensor.data();
      tensor.dispose();
    }
    if (round >= 0) times.push(performance.now() - started);
  }
  return { times, simdKernels: report.simdKernels, used: report.threads };
}

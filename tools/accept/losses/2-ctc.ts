import { type Scalar, type Tensor, engine, grad, memory, sum, tensor, tidy } from "@tensorflow/tfjs-core";
import { ctcLoss } from "@surenet/losses";
import { createRng, initBackend } from "@surenet/tensor-backend";
import type { Acceptance } from "../acceptance.ts";
import { ctcByEnumeration } from "./ctc-by-enumeration.ts";

const STEP = 1e-2;

/** The gradient against two others, and a long batch. */
export const ctc: Acceptance = {
  id: "losses/2",
  about: "CTC: its gradient against finite differences and against enumeration, and T = 200, batch 32, 64 symbols",
  async run(report) {
    await initBackend({ prefer: ["wasm"] });
    const rng = createRng(0);
    let [cases, worstValue, worstGradient, worstDifference] = [0, 0, 0, 0];
    for (const times of [2, 3, 4, 5]) {
      for (const labels of [[1], [2, 1], [1, 1], [2, 1, 2]].filter(({ length }) => length <= times)) {
        cases++;
        const values = Array.from(rng.values.normal(times * 3));
        const want = ctcByEnumeration(values, { times, symbols: 3, labels });
        const loss = (x: Tensor): Scalar => sum(ctcLoss({ logits: x, labels: tensor([labels], [1, labels.length], "int32") })) as Scalar;
        const at = (point: readonly number[]): number => tidy(() => loss(tensor([...point], [1, times, 3])).dataSync()[0] ?? NaN);
        const got = tidy(() => Array.from(grad(loss)(tensor(values, [1, times, 3])).dataSync()));
        const isPossible = want.loss < Infinity;
        if (!isPossible) continue;
        worstValue = Math.max(worstValue, Math.abs(at(values) - want.loss) / (1 + want.loss));
        got.forEach((slope, i) => {
          const moved = (by: number): number[] => values.map((value, k) => (k === i ? value + by : value));
          worstGradient = Math.max(worstGradient, Math.abs(slope - (want.gradient[i] ?? NaN)));
          worstDifference = Math.max(worstDifference, Math.abs(slope - (at(moved(STEP)) - at(moved(-STEP))) / (2 * STEP)));
        });
      }
    }
    report.atMost(`${cases} cases with up to 5 steps: value against all paths, relative`, worstValue, 1e-5);
    report.atMost("gradient against all paths in float64", worstGradient, 1e-5);
    report.atMost("gradient against finite differences in float32", worstDifference, 1e-3);

    const [batch, times, symbols, count] = [32, 200, 64, 40];
    const logits = rng.normal([batch, times, symbols]);
    const labels = tensor(rng.values.uniform(batch * count).map((u) => 1 + Math.floor(u * (symbols - 1))), [batch, count], "int32"); // prettier-ignore
    const reads = countReads();
    const tensors = memory().numTensors;
    const slope = grad((x: Tensor) => sum(ctcLoss({ logits: x, labels })));
    const once = (): number => {
      const started = performance.now();
      const gradient = slope(logits);
      const isFinite = gradient.dataSync().every(Number.isFinite);
      gradient.dispose();
      return isFinite ? performance.now() - started : NaN;
    };
    once();
    reads.count = 0;
    const milliseconds = [once(), once(), once()].toSorted((a, b) => a - b)[1] ?? NaN;
    report.note(
      `T = ${times}, batch ${batch}, ${symbols} symbols, ${count} labels: forward and gradient ${milliseconds.toFixed(0)} ms on wasm`,
    );
    report.check("that gradient is finite", Number.isFinite(milliseconds), `${milliseconds.toFixed(0)} ms`);
    report.atMost("numbers read back in a pass (the labels to check them, the gradient here)", reads.count / 3, 2);
    report.check("no tensor is left", memory().numTensors === tensors, `${memory().numTensors - tensors} more`);
  },
};

/** Counts what is read from tensors to the host from now on. */
function countReads(): { count: number } {
  const counter = { count: 0 };
  const core = engine();
  const readSync = core.readSync.bind(core);
  core.readSync = (dataId) => {
    counter.count++;
    return readSync(dataId);
  };
  return counter;
}

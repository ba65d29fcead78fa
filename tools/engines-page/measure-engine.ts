import { type Tensor, setBackend, tidy } from "@tensorflow/tfjs-core";
import { checkEngine, type EngineName, initBackend } from "@surenet/tensor-backend";
import { disagreement } from "@surenet/testing/disagreement";
import { gradientError } from "@surenet/testing/gradient";
import { gradientCases, gradientOf, provideComposedKernels } from "../../packages/tensor-backend/test/gradient-cases/cases.ts";
import type { CaseMeasurement, EngineMeasurement, Outcome } from "./measurement.ts";

const AGREEMENT = 1e-3; // with the cpu engine, relative to 1 + |its value|
const DIFFERENCES = 1e-2; // of derivatives from finite differences in float32

/** What an engine makes of every gradient case; runs in Node and in a page. */
export async function measureEngine(engine: EngineName): Promise<EngineMeasurement> {
  await initBackend({ prefer: ["cpu"] });
  const { version, filledKernels } = await initBackend({ prefer: [engine] });
  const backend = engine === "node" || engine === "node-gpu" ? "tensorflow" : engine;
  for (const name of new Set(["cpu", backend])) provideComposedKernels(name);
  const cases: CaseMeasurement[] = [];
  for (const { kernel, name, f, inputs } of gradientCases) {
    const second = gradientOf(gradientOf(f));
    cases.push({
      kernel,
      name,
      forward: await agrees(backend, () => f(...inputs())),
      gradient: await derives(backend, f, inputs, () => gradientOf(f)(...inputs())),
      second: await derives(backend, gradientOf(f), inputs, () => second(...inputs()), 12),
    });
  }
  return { engine, version, filledKernels, cases };
}

/** The value on this engine is the one on the cpu engine. */
async function agrees(backend: string, compute: () => Tensor): Promise<Outcome> {
  return outcome(backend, compute, async () => {
    const worst = await disagreement(backend, () => [compute()]);
    return worst < AGREEMENT ? "right" : `differs from cpu by ${worst.toExponential(1)}`;
  });
}

/** The derivative is right by finite differences, or where numbers cannot be read at once, is the one on the cpu engine. */
async function derives(
  backend: string,
  f: (...inputs: Tensor[]) => Tensor,
  inputs: () => readonly Tensor[],
  derivative: () => Tensor,
  maxPoints = 40,
): Promise<Outcome> {
  if (backend === "webgpu") return agrees(backend, derivative);
  return outcome(backend, derivative, () => {
    const error = tidy(() => ({ value: gradientError(f, inputs(), { maxPoints }) })).value;
    return error < DIFFERENCES ? "right" : `differs from differences by ${error.toExponential(1)}`;
  });
}

async function outcome(backend: string, compute: () => Tensor, judge: () => Outcome | Promise<Outcome>): Promise<Outcome> {
  await setBackend(backend);
  try {
    checkEngine(compute);
    return await judge();
  } catch (error) {
    return (
      (error instanceof Error ? error.message : String(error)).split("\n")[0]?.replace(/^.*has no kernel (\w+).*$/, "no kernel $1") ??
      "fails"
    );
  } finally {
    await setBackend(backend);
  }
}

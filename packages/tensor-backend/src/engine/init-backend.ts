import { setBackend } from "@tensorflow/tfjs-core";
import { registerGradients } from "../gradients/register.ts";
import { registerKernels } from "../kernels/register.ts";

/** (first stub, being replaced) */
export async function initBackend({ prefer = ["wasm"] }: { prefer?: string[] } = {}): Promise<{ name: string }> {
  const name = prefer[0] ?? "wasm";
  if (name === "wasm") await import("@tensorflow/tfjs-backend-wasm");
  else await import("@tensorflow/tfjs-backend-cpu");
  await setBackend(name);
  registerGradients();
  registerKernels(name);
  return { name };
}

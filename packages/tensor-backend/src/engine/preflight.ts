import { type TensorContainer, dispose, engine, getBackend, getKernel, tidy } from "@tensorflow/tfjs-core";
import { SurenetError } from "../errors/surenet-error.ts";

/**
 * Whether the engine in force has a kernel of this name, its own or ours.
 *
 * @example supports("Conv2DBackpropFilter") // true on wasm after initBackend
 */
export function supports(kernelName: string): boolean {
  return getKernel(kernelName, getBackend()) !== undefined;
}

/**
 * Runs `fn` once on the engine in force and throws everything it makes away, to learn before the real work whether a kernel or a gradient is
 * missing.
 *
 * @param fn the work at a small size: a forward pass, or a loss with its gradients
 * @throws SurenetError `E_KERNEL` that names the first missing kernel, the engine and the call; any other error of `fn` passes through
 * @example checkEngine(() => model.forward(zeros([1, 784])))
 */
export function checkEngine(fn: () => TensorContainer): void {
  const errors = Error as { stackTraceLimit?: number };
  const limit = errors.stackTraceLimit;
  errors.stackTraceLimit = 60; // the caller stands below a dozen frames of TensorFlow.js
  try {
    dispose(tidy(fn));
  } catch (error) {
    disposeTape();
    throw missing(error) ?? error;
  } finally {
    if (limit !== undefined) errors.stackTraceLimit = limit;
  }
}

const NO_KERNEL = /Kernel '(\w+)' not registered for backend '([\w-]+)'/;
const NO_GRADIENT = /gradient function not found for (\w+)/;

function missing(error: unknown): SurenetError | undefined {
  if (!(error instanceof Error)) return undefined;
  const [, kernel, engineName] = NO_KERNEL.exec(error.message) ?? [];
  const [, gradient] = NO_GRADIENT.exec(error.message) ?? [];
  if (kernel === undefined && gradient === undefined) return undefined;
  return new SurenetError("E_KERNEL", {
    where: `checkEngine${callOf(error.stack ?? "")}`,
    problem: kernel === undefined ? `there is no gradient for the kernel ${gradient}` : `the engine ${engineName} has no kernel ${kernel}`,
    fix: kernel === undefined ? "Compose the operation from differentiable ones." : "Run this part on another engine, for example cpu.",
    cause: error,
  });
}

/** `, operation at function (file:line)`: the last operation of TensorFlow.js in the stack trace, and the frame that called it. */
function callOf(stack: string): string {
  const frames = stack.split("\n").filter((line) => /^\s+at |@/.test(line));
  const ours = /[\\/]@tensorflow[\\/]|tensor-backend[\\/](src|dist)[\\/](gradients|kernels)[\\/]/;
  const caller = frames.findIndex((frame) => !ours.test(frame));
  if (caller < 0) return "";
  const operation = frames.slice(0, caller).map((frame) => /(\w+?)__op/.exec(frame)?.[1]).findLast(Boolean); // prettier-ignore
  return `, ${operation === undefined ? "" : `${operation} `}${(frames[caller] ?? "").trim()}`;
}

/** A gradient that ends in an error leaves what it saved behind. */
function disposeTape(): void {
  const { state } = engine();
  if (state.gradientDepth > 0) return;
  for (const { saved } of state.activeTape ?? []) for (const tensor of saved ?? []) tensor.dispose();
  state.activeTape = [];
}

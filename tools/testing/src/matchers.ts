import { expect } from "vitest";
import type { Tensor } from "@tensorflow/tfjs-core";

type Nested = number | readonly Nested[];
type Values = Tensor | ArrayLike<number> | Nested;

interface SurenetMatchers<R = unknown> {
  /** Every element satisfies `|got - want| <= tolerance · (1 + |want|)`; NaN equals NaN. Shapes must agree when both sides are tensors. */
  toBeClose(want: Values, tolerance?: number): R;
  /** The call throws (or the promise rejects with) a SurenetError of this code whose message matches. */
  toThrowSurenet(code: string, message?: RegExp): R;
}

declare module "vitest" {
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- a merged declaration repeats the type parameters of the original
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> extends SurenetMatchers<R> {}
}

expect.extend({
  toBeClose(got: Values, want: Values, tolerance = 1e-5) {
    const [a, b] = [flatten(got), flatten(want)];
    const bad = a.findIndex((value, i) => !close(value, b[i] ?? NaN, tolerance));
    const shapes = isTensor(got) && isTensor(want) && got.shape.join() !== want.shape.join();
    return {
      pass: a.length === b.length && bad < 0 && !shapes,
      message: () =>
        a.length !== b.length || shapes
          ? `expected ${describe(want)}, got ${describe(got)}`
          : `element ${bad}: got ${a[bad]}, want ${b[bad]} within ${tolerance}\n got  ${a.slice(0, 12).join(", ")}\n want ${b.slice(0, 12).join(", ")}`,
    };
  },

  toThrowSurenet(received: unknown, code: string, message: RegExp = /./) {
    const error = typeof received === "function" ? thrown(received as () => unknown) : received;
    const pass = error instanceof Error && "code" in error && error.code === code && message.test(error.message);
    const got = error instanceof Error ? `${"code" in error ? error.code : error.name}: ${error.message}` : `no error (${String(error)})`;
    return { pass, message: () => `expected ${code} ${message}, got ${got}` };
  },
});

function isTensor(value: unknown): value is Tensor {
  return typeof value === "object" && value !== null && "dataId" in value;
}

function flatten(values: Values): number[] {
  if (isTensor(values)) return Array.from(values.dataSync());
  if (typeof values === "number") return [values];
  return Array.from(values as ArrayLike<Values>).flatMap(flatten);
}

function close(got: number, want: number, tolerance: number): boolean {
  return Object.is(got, want) || (Number.isNaN(got) && Number.isNaN(want)) || Math.abs(got - want) <= tolerance * (1 + Math.abs(want));
}

function describe(values: Values): string {
  return isTensor(values) ? `shape [${values.shape}]` : `${flatten(values).length} numbers`;
}

function thrown(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return error;
  }
}

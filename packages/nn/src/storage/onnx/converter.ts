import type { Module } from "../../module/module.ts";
import type { Parameter } from "../../module/parameter.ts";
import type { OnnxGraph } from "./onnx-graph.ts";

/** What a converter may use beside its module. */
export interface OnnxContext {
  readonly graph: OnnxGraph;
  /** Path of the module in the model, for the names of its weights. */
  readonly path: string;
  /** Name of the value that goes in, and its shape, batch first. */
  readonly input: string;
  readonly shape: readonly number[];
  /** Writes a module inside this one. @returns the name of its output */
  convert(inner: Module, name: string, input: string): Promise<string>;
}

/** How the modules of one class become ONNX operations. */
export interface OnnxConverter {
  readonly type: abstract new (...args: never[]) => Module;
  /** @returns the name of the output */
  write(module: Module, context: OnnxContext): Promise<string> | string;
}

/** An {@link OnnxConverter} whose function knows the class of its module. */
export function onnxConverter<M extends Module>(
  type: abstract new (...args: never[]) => M,
  write: (module: M, context: OnnxContext) => Promise<string> | string,
): OnnxConverter {
  return {
    type,
    write: (module, context) => {
      if (!(module instanceof type)) throw new TypeError(`${module.constructor.name} is no ${type.name}`);
      return write(module, context);
    },
  };
}

/** Writes a parameter's effective value as a constant. @returns its name */
export async function onnxWeight({ graph, path }: OnnxContext, name: string, parameter: Parameter): Promise<string> {
  const data = Float32Array.from(await parameter.value.data());
  return graph.constant(path === "" ? name : `${path}.${name}`, data, parameter.shape);
}

import { engine } from "@tensorflow/tfjs-core";

/** The part of the WebGPU engine's object that this needs; it is not in its public types. */
interface WebgpuBackend {
  readonly tensorMap: { get(dataId: object): { readonly dtype: string; values: unknown } };
  uploadToGPU(dataId: object): void;
}

/**
 * Lets integers that came from JavaScript be read back at once, also in Node, where the WebGPU engine cannot read synchronously.
 *
 * The engine drops its copy when it uploads a tensor. Integers are labels and indices: small, and looked at before they are used.
 */
export function keepIntegers(backendName: string): void {
  const entry = engine().registryFactory[backendName];
  if (entry === undefined || keeping.has(entry)) return;
  keeping.add(entry);
  const { factory } = entry;
  entry.factory = async () => {
    const backend = (await factory()) as unknown as WebgpuBackend;
    const upload = backend.uploadToGPU.bind(backend);
    backend.uploadToGPU = (dataId) => {
      const data = backend.tensorMap.get(dataId);
      const { dtype, values } = data;
      upload(dataId);
      if (dtype === "int32") data.values = values;
    };
    return backend as never;
  };
}

const keeping = new WeakSet<object>();

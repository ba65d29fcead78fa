/** The parts of a page with an engine, by the modules that belong to them. */
export const PARTS: readonly { readonly name: string; readonly test: RegExp }[] = [
  { name: "kernel modules", test: /tensor-backend[\\/]src[\\/]kernels[\\/]simd[\\/]modules\.ts$/ },
  { name: "native kernels", test: /tensor-backend[\\/]src[\\/]kernels[\\/]native[\\/](?!native-memory)/ },
  { name: "tensor-backend", test: /tensor-backend[\\/]src[\\/]/ },
  { name: "ml-matrix", test: /node_modules[\\/](ml-|is-any-array)/ },
  { name: "wasm engine", test: /tfjs-backend-wasm/ },
  { name: "cpu engine", test: /tfjs-backend-cpu/ },
  { name: "webgpu engine", test: /tfjs-backend-webgpu/ },
  { name: "tfjs-core", test: /node_modules[\\/](@tensorflow[\\/]tfjs-core|long|seedrandom)/ },
];

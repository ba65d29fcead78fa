// Declared here because the package is an optional peer and need not be installed where this one is compiled.
declare module "@tensorflow/tfjs-backend-webgpu" {
  export const version_webgpu: string | undefined;
}

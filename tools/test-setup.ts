import { beforeAll } from "vitest";
import { initBackend } from "@surenet/tensor-backend";
import "@surenet/testing/matchers";

// Both engines that need no installation are made ready; wasm, the embedded default, is the one in force.
beforeAll(async () => {
  await initBackend({ prefer: ["cpu"] });
  await initBackend({ prefer: ["wasm"] });
});

import { defineConfig } from "vitest/config";

const resolve = { conditions: ["@surenet/source"] };

export default defineConfig({
  resolve,
  ssr: { resolve },
  test: {
    include: ["{packages,apps,tools}/**/*.test.ts"],
    setupFiles: ["tools/test-setup.ts"],
    environment: "node",
    isolate: false, // one copy of the engine for all files of a worker, as in an application
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: { provider: "v8", include: ["packages/*/src/**"], reporter: ["text-summary", "json-summary"] },
  },
});

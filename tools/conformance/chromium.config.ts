import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { chromiumLaunch } from "./chromium.ts";

/** The suites in a page of a real Chromium. */
export default defineConfig({
  root: new URL("../..", import.meta.url).pathname,
  resolve: { conditions: ["@surenet/source"] },
  define: {
    "process.env": JSON.stringify({
      SURENET_ENGINES: process.env["SURENET_ENGINES"],
      SURENET_WASM: "/node_modules/@tensorflow/tfjs-backend-wasm/dist/",
    }),
  },
  test: {
    include: ["packages/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/src/node/**", "**/test/readme.test.ts"], // the last two are about files and processes
    setupFiles: ["tools/test-setup.ts"],
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: chromiumLaunch }),
      instances: [{ browser: "chromium" }],
    },
  },
});

import { defineConfig } from "vite";

/** Relative addresses, so that the built files work from any folder of any static server. */
export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  resolve: { conditions: ["@surenet/source", "module", "browser", "development|production"] },
  worker: { format: "es" },
  build: { outDir: "dist/site", target: "es2022", emptyOutDir: true, modulePreload: false },
  optimizeDeps: { exclude: ["@surenet/tensor-backend"] },
});

// npm run engines:webgpu
// Puts the WebGPU engine for Node into .cache/webgpu: the npm packages `webgpu` (Dawn) and @tensorflow/tfjs-backend-webgpu, on the workspace's core.
// It runs on the graphics driver, or without one on SwiftShader, the software driver that comes with Chromium (tools/conformance finds it).
import { execFileSync } from "node:child_process";
import { mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";

const PACKAGES = ["webgpu@0.6.2", "@tensorflow/tfjs-backend-webgpu@4.22.0"];

const root = path.resolve(import.meta.dirname, "../..");
const folder = path.join(root, ".cache/webgpu");
mkdirSync(folder, { recursive: true });
writeFileSync(path.join(folder, "package.json"), '{ "private": true }\n');
execFileSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", ...PACKAGES], { cwd: folder, stdio: "inherit" });
const core = path.join(folder, "node_modules/@tensorflow/tfjs-core");
rmSync(core, { recursive: true, force: true });
symlinkSync(realpathSync(path.join(root, "node_modules/@tensorflow/tfjs-core")), core); // one copy of tfjs-core in a process
console.log(`installed ${PACKAGES.join(" and ")} in ${path.relative(root, folder)}`);

import simd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import { train } from "./train.js";

self.postMessage(await train({ "tfjs-backend-wasm-simd.wasm": simd }));

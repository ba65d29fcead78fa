import type { Kernel } from "../kernel.ts";
import { highRanks } from "./high-rank.ts";
import { products } from "./products.ts";
import { scansAndPools } from "./scans-and-pools.ts";

/** What the WebGPU engine refuses or gets wrong. Its memory cannot be reached, so all of it is composed of operations that are right. */
export const webgpuKernels: readonly Kernel[] = [...highRanks, ...products, ...scansAndPools];

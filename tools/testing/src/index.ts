/** Conformance suites and matchers shared by every package's tests. @packageDocumentation */
export { disagreement } from "./disagreement.ts";
export { awaitedEngines, defaultEngine, engines, readableEngines } from "./engines.ts";
export { gradientError, weights } from "./gradient.ts";
export { expectNoLeak } from "./no-leak.ts";
export { type LayerCase, testLayer, type TestedLayer } from "./test-layer.ts";
export { type LossCase, testLoss } from "./test-loss.ts";

/**
 * The engines that a suite runs on, by TensorFlow.js's names for them; the first is in force where a test names none.
 *
 * `SURENET_ENGINES=tensorflow,wasm` chooses others than those that need no installation.
 */
export const engines: readonly string[] = (process.env["SURENET_ENGINES"] ?? "wasm,cpu").split(",");

/** Engines in Node whose numbers can only be awaited: their suites compare them with the cpu engine. */
export const awaitedEngines: readonly string[] = engines.filter((name) => name === "webgpu");

/** Engines whose numbers a test can read at once. */
export const readableEngines: readonly string[] = engines.filter((name) => !awaitedEngines.includes(name));

/** The engine in force where a test names none. */
export const defaultEngine: string = engines[0] ?? "wasm";

import { format, resolveConfig } from "prettier";
import type { CaseMeasurement, EngineMeasurement } from "./measurement.ts";

const HEAD = `<!-- Made by \`npm run docs:engines\`; do not edit. -->

# Engines and operations

Every operation below can be differentiated twice. For each engine: the value, the gradient and the gradient of a gradient.

- \`✓\` right in every case of the suite (\`packages/tensor-backend/test/gradient-cases\`), \`●\` the kernel is ours: the engine has none, a wrong one or a slow one.
- The value is compared with the cpu engine's, within 1e-3 of 1 + |value|. Derivatives are compared with finite differences, within 1e-2 of 1 + |difference
  quotient|; on webgpu, whose numbers can only be awaited, with the cpu engine's derivatives within 1e-3.
- \`npm run conformance -- <engine>\` runs these cases and the suites of the layers and losses. \`checkEngine(() => work)\` names what an engine lacks before the work.
- \`node-gpu\` goes through the same kernels as \`node\`; it has not been run.

Where a derivative does not exist: \`|x|' = 0\` at 0; \`relu'(0) = 0\`; \`sqrt'(0) = ∞\`; a tie of \`maximum\` or \`minimum\` belongs to the first argument; every element that
ties for \`max\` or \`min\` receives the whole gradient; a pooling's goes to the first largest element of the window; \`clipByValue\` passes the gradient at its bounds; GroupSort
sends the gradient of equal numbers to the lowest of their places. Comparisons, rounding and \`argMax\` have the gradient zero.
`;

/** The page: one row for every operation, one column for every engine. */
export function page(operations: readonly string[], engines: readonly EngineMeasurement[]): string {
  const notes: string[] = [];
  const rows = operations.map((operation) => {
    const cells = engines.map((measurement) => cell(operation, measurement, notes));
    return `| \`${operation}\` | ${cells.join(" | ")} |`;
  });
  const columns = engines.map(({ engine, version }) => `${engine} ${version === "unknown" ? "" : version}`.trim());
  const table = [`| operation | ${columns.join(" | ")} |`, `| --- | ${columns.map(() => "---").join(" | ")} |`, ...rows].join("\n");
  const counts = engines.map(({ engine, cases, filledKernels }) => {
    const right = cases.filter(isRight).length;
    return `- ${engine}: ${right} of ${cases.length} cases right; ${filledKernels.length} kernels of ours: ${filledKernels.map((name) => `\`${name}\``).join(", ")}.`;
  });
  const remarks = notes.length > 0 ? `\n${notes.map((note, i) => `${i + 1}. ${note}`).join("\n")}\n` : "";
  return `${HEAD}\n${table}\n${remarks}\n## Engines\n\n${counts.join("\n")}\n`;
}

/** {@link page} as the repository formats its Markdown. */
export async function formattedPage(operations: readonly string[], engines: readonly EngineMeasurement[]): Promise<string> {
  return format(page(operations, engines), { ...(await resolveConfig(import.meta.filename)), parser: "markdown" });
}

function cell(operation: string, { engine, cases, filledKernels }: EngineMeasurement, notes: string[]): string {
  const own = cases.filter(({ kernel }) => kernel === operation);
  const marks = (["forward", "gradient", "second"] as const).map((part) => {
    const wrong = own.find((some) => some[part] !== "right");
    if (wrong === undefined) return "✓";
    const note = `${engine}, ${wrong.name}: ${wrong[part]}`;
    if (!notes.includes(note)) notes.push(note);
    return `(${notes.indexOf(note) + 1})`;
  });
  return `${marks.join(" ")}${filledKernels.includes(operation) ? " ●" : ""}`;
}

function isRight({ forward, gradient, second }: CaseMeasurement): boolean {
  return [forward, gradient, second].every((part) => part === "right");
}

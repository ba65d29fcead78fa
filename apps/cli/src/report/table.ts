import type { Attacked } from "./attack-samples.ts";
import { wrap } from "../terminal/wrap.ts";
import { PROMISES } from "./promise.ts";
import type { Summary } from "./summary.ts";

const WIDTH = 80;
const LABEL = 10;
const CELL = 10;

/**
 * Accuracy, clean and certified for each ε, as aligned lines.
 *
 * @example
 *                clean   eps 0.1  eps 0.25
 * certified      0.980     0.975     0.966
 * attacked           -     0.977     0.970
 * mean radius 0.410   PGD tried 782 certificates and broke none
 * f32-ieee: No input within its radius changes class in this network as it runs
 *   in float32, with sums in any order.
 */
export function summaryTable({ accuracy, certifiedAccuracy, meanRadius, units, arithmetic }: Summary, attacked?: Attacked): string {
  const epsilons = Object.keys(certifiedAccuracy).sort((a, b) => Number(a) - Number(b)); // among an object's keys whole numbers come first
  const row = (label: string, cells: readonly string[]): string => label.padEnd(LABEL) + cells.map((cell) => cell.padStart(CELL)).join("");
  const shares = (by: Readonly<Record<string, number>>): string[] => epsilons.map((epsilon) => by[epsilon]?.toFixed(3) ?? "");
  const facts = [`mean radius ${meanRadius.toFixed(3)}`];
  const lines = [
    row("", ["clean", ...epsilons.map((epsilon) => `eps ${epsilon}`)]),
    row("certified", [accuracy.toFixed(3), ...shares(certifiedAccuracy)]),
  ];
  if (attacked !== undefined) {
    lines.push(row("attacked", ["-", ...shares(attacked.accuracy)]));
    facts.push(`PGD tried ${attacked.tried} certificates and broke ${attacked.broken === 0 ? "none" : `${attacked.broken} OF THEM`}`);
  }
  lines.push(facts.join("   "), wrap(`${arithmetic}: ${PROMISES[arithmetic]}`, { width: WIDTH, indent: 2 }));
  if (units === "standardised")
    lines.push("radii and eps are in standardised units: standard deviations of each feature in the training part");
  return lines.join("\n");
}

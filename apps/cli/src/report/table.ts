import type { Attacked } from "./attack-samples.ts";
import type { Summary } from "./summary.ts";

/** Accuracy, clean and certified for each ε, as aligned lines. */
export function summaryTable({ accuracy, certifiedAccuracy, meanRadius }: Summary, attacked?: Attacked): string {
  const columns = Object.entries(certifiedAccuracy).sort(([a], [b]) => Number(a) - Number(b)); // whole numbers come first among an object's keys
  const cell = (text: string): string => text.padStart(11);
  const lines = [
    [" ".repeat(10), cell("clean"), ...columns.map(([epsilon]) => cell(`eps ${epsilon}`))].join(""),
    ["certified ", cell(accuracy.toFixed(3)), ...columns.map(([, value]) => cell(value.toFixed(3))), `     mean radius ${meanRadius.toFixed(3)}`].join(""),
  ];
  if (attacked !== undefined) {
    const verdict = attacked.broken === 0 ? "no certificate broken" : `${attacked.broken} CERTIFICATES BROKEN`;
    lines.push(["attacked  ", cell("-"), ...attacked.accuracy.map((value) => cell(value.toFixed(3))), `     ${verdict}`].join(""));
  }
  return lines.join("\n");
}

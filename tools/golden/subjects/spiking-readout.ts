import { type Tensor, clone } from "@tensorflow/tfjs-core";
import { MaxRateClassifier } from "@surenet/spiking";
import type { CaseReader } from "../case-reader.ts";
import type { Got } from "../compare.ts";

interface Op {
  readonly op: "update" | "regress" | "classify" | "forward" | "setRates" | "saveLoad";
  readonly inputs?: string;
  readonly labels?: string | null;
  readonly value?: string;
  readonly proportional?: boolean;
  readonly logits?: boolean | null;
}

/** A history of calls on one classifier; the fields of step i are named `i.<field>`. */
export function maxRate(golden: CaseReader): Record<string, Got> {
  const make = (): MaxRateClassifier => new MaxRateClassifier(golden.param("shape") ?? 0, golden.param("numClasses") ?? 0, { decay: golden.param("decay") ?? 0 }); // prettier-ignore
  let readout = make();
  const got: Record<string, Got> = {};
  const tensor = (name: string | null | undefined): Tensor => golden.input(name ?? "");
  const see = (i: number, fields: Readonly<Record<string, Tensor | undefined>>): void => {
    for (const [name, value] of Object.entries(fields)) if (value !== undefined) got[`${i}.${name}`] = clone(value);
  };
  const state = (i: number): void => see(i, { rates: readout.rates, proportions: readout.proportions, assignments: readout.assignments, occurrences: readout.occurrences }); // prettier-ignore
  for (const [i, { op, inputs, labels, value, proportional = true, logits = false }] of (golden.param<Op[]>("ops") ?? []).entries()) {
    switch (op) {
      case "update":
        readout.update(tensor(inputs), tensor(labels));
        state(i);
        break;
      case "regress":
        see(i, { logits: readout.regress(tensor(inputs), { proportional }) });
        break;
      case "classify":
        see(i, { labels: readout.classify(tensor(inputs), { proportional }) });
        break;
      case "forward": {
        const target = labels === null || labels === undefined ? null : tensor(labels);
        if (logits === true) {
          const [classes, scores] = readout.forward(tensor(inputs), target, { logits: true, proportional });
          see(i, { labels: classes, logits: scores });
        } else if (logits === false) see(i, { labels: readout.forward(tensor(inputs), target, { logits: false, proportional }) });
        else readout.forward(tensor(inputs), target, { logits: null, proportional });
        state(i);
        break;
      }
      case "setRates":
        readout.rates = tensor(value);
        state(i);
        break;
      case "saveLoad": {
        const loaded = make();
        loaded.loadStateDict(readout.stateDict());
        readout = loaded;
        state(i);
      }
    }
  }
  for (const spare of ["y3", "y4"]) if (golden.has(spare)) golden.input(spare); // labels of a batch that the history only classifies
  return got;
}

import type { ArrayDataset } from "@surenet/data";
import { lipschitzBound } from "@surenet/lipschitz";
import type { Module } from "@surenet/nn";
import type { EngineReport } from "@surenet/tensor-backend";
import type { TrainPlan } from "../commands/train-plan.ts";
import { versions } from "../run/versions.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { roundUp } from "./format.ts";

export interface Introduced {
  readonly plan: TrainPlan;
  readonly engine: EngineReport;
  readonly data: ArrayDataset;
  readonly train: ArrayDataset;
  readonly model: Module;
}

/** What is going to happen, in four lines. */
export async function introduce(terminal: Terminal, { plan, engine, data, train, model }: Introduced): Promise<void> {
  const features = data.inputShape.reduce((product, side) => product * side, 1);
  const parameters = model.parameters().reduce((total, { shape }) => total + shape.reduce((product, side) => product * side, 1), 0);
  const { bound } = await lipschitzBound(model, data.inputShape);
  const { loss, ...numbers } = plan.loss;
  const held = `${train.size} train, ${data.size - train.size} held out${plan.standardise ? ", standardised" : ""}`;
  terminal.note(
    `surenet  ${versions().surenet}   engine ${engine.name} (${engine.threads} thread${engine.threads === 1 ? "" : "s"})   seed ${plan.seed}`,
  );
  terminal.note(`data     ${plan.data}  ${data.size} samples, ${features} features, ${data.classes} classes   (${held})`);
  terminal.note(
    `model    ${[features, ...plan.hidden, data.classes].join(" -> ")}   GroupSort2   ${parameters.toLocaleString("en")} parameters   Lipschitz bound ${roundUp(bound, 7)}`,
  );
  terminal.note(
    `loss     ${[loss, ...Object.entries(numbers).map(([name, value]) => `${name} ${value}`)].join(", ")}   batch ${plan.batch}`,
  );
}

import { createHash } from "node:crypto";
import type { ArrayDataset } from "@surenet/data";
import { type SurenetError, wrongState } from "@surenet/tensor-backend";
import type { TrainPlan } from "../commands/train-plan.ts";

/** All that the numbers of a training depend on, under the names of the options. */
export type TrainingIdentity = Readonly<Record<string, unknown>>;

/** @param data before it is split or standardised: its content counts, not its name */
export function trainingIdentity(plan: Omit<TrainPlan, "loss" | "epsilons" | "arch"> & { readonly arch: string; readonly loss: object }, { data, engine }: { readonly data: ArrayDataset; readonly engine: string }): TrainingIdentity {
  const { holdout, standardise, arch, hidden, augment, loss, epochs, batch, learningRate: lr, seed } = plan;
  const content = createHash("sha256").update(JSON.stringify(data.inputShape)).update(data.inputs).update(data.targets).digest("hex");
  return { holdout, standardise, arch, hidden, augment, ...loss, epochs, batch, lr, seed, engine, data: content };
}

/** What to say when a training is to go on as another; undefined when they are the same. */
export function identityError(where: string, saved: TrainingIdentity, now: TrainingIdentity): SurenetError | undefined {
  const name = [...new Set([...Object.keys(saved), ...Object.keys(now)])].find((key) => text(saved[key]) !== text(now[key]));
  if (name === undefined) return undefined;
  return wrongState({
    where,
    problem: `this checkpoint is of another training: ${name === "data" ? "the data differ" : `--${name} differs`}`,
    ...(name === "data" ? {} : { expected: text(saved[name]), got: now[name] }),
    fix: "Give the options it was begun with, train into another folder with --out, or start anew without --resume.",
  });
}

function text(value: unknown): string {
  return JSON.stringify(value) ?? "nothing";
}

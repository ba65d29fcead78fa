import { readdir } from "node:fs/promises";
import { zeros } from "@tensorflow/tfjs-core";
import { bayesModules } from "@surenet/bayes-nn";
import { treeModules } from "@surenet/cortex-tree";
import { lipschitzModules } from "@surenet/lipschitz";
import { type JsonObject, loadModel, type Module } from "@surenet/nn";
import { folderStore } from "@surenet/nn/node";
import { spikingModules } from "@surenet/spiking";
import { malformedFile, SurenetError, unsupported } from "@surenet/tensor-backend";
import { missingOption } from "../arguments/wrong-option.ts";
import { isSpiking } from "../spiking/spiking-plan.ts";
import { readMetadata, type RunMetadata } from "./run-metadata.ts";

export interface OpenRun {
  /** In evaluation mode. */
  readonly model: Module;
  readonly metadata: RunMetadata;
}

export interface OpenModel {
  readonly model: Module;
  /** As it was written, unchecked. */
  readonly metadata: JsonObject;
  /** The folder, for errors. */
  readonly where: string;
}

/**
 * The model of a run folder and what the run remembers.
 *
 * @throws SurenetError `E_FILE` naming the folder, the file and what is wrong with it; `E_OPTION` when no folder is given
 */
export async function openRun(command: string, folder: string | undefined): Promise<OpenRun> {
  const opened = await openModel(command, folder);
  const { model, metadata, where } = opened;
  try {
    refuseSpiking(opened, "a spiking run comes without certificates");
    const read = readMetadata(metadata, `${where}: model.json`);
    checkOutputs(model, read, where);
    return { model, metadata: read };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** Any model that the packages save, of a run or not. */
export async function openModel(command: string, folder: string | undefined): Promise<OpenModel> {
  if (folder === undefined) throw missingOption(command, "model", "a run folder such as run/twoMoons-0");
  const where = `cannot read the run ${folder}`;
  const names = await readdir(folder).catch(() => undefined);
  if (names === undefined) {
    throw malformedFile({ where, problem: "there is no such folder", fix: "Train one first: npm start -- train --data twoMoons" });
  }
  if (names.includes("checkpoint") && !names.includes("model.json")) {
    throw malformedFile({ where, problem: "the training has not ended", fix: "Go on with the same train command and --resume." });
  }
  const modules = [...bayesModules, ...lipschitzModules, ...spikingModules, ...treeModules];
  const { model, metadata } = await loadModel(folderStore(folder), modules).catch((cause: unknown) => {
    throw cause instanceof SurenetError ? malformedFile({ where, problem: cause.message, cause }) : cause;
  });
  return { model, metadata, where };
}

/** @throws SurenetError `E_UNSUPPORTED` for a spiking run, with the reason of the command that has no use for it */
export function refuseSpiking({ metadata, where }: OpenModel, reason: string): void {
  if (!isSpiking(String(metadata["arch"]))) return;
  throw unsupported({ where, problem: reason, fix: "Load it with loadModel and the spikingModules of @surenet/spiking." });
}

/** One sample of zeros shows whether structure and metadata belong together. */
function checkOutputs(model: Module, { inputShape, classes }: RunMetadata, where: string): void {
  const problem = "model.json: the model does not fit its metadata";
  const expected = `samples of shape [${inputShape.join(", ")}] to become ${classes} scores`;
  const x = zeros([1, ...inputShape]);
  try {
    const y = model.forward(x);
    y.dispose();
    if (y.shape.join() !== `1,${classes}`) throw malformedFile({ where, problem, expected, got: y.shape });
  } catch (cause) {
    if (cause instanceof SurenetError && cause.code === "E_FILE") throw cause;
    throw malformedFile({ where, problem, expected, cause });
  } finally {
    x.dispose();
  }
}

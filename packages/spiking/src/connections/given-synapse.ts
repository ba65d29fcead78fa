import { malformedFile } from "@surenet/tensor-backend";
import type { Module } from "@surenet/nn";
import { Synapse } from "../synapses/synapse.ts";

/** The synapse that a file describes beside its connection. */
export function givenSynapse(where: string, children: readonly Module[]): () => Synapse {
  const [synapse] = children;
  if (!(synapse instanceof Synapse)) throw malformedFile({ where, problem: "the connection has no synapse" });
  return () => synapse;
}

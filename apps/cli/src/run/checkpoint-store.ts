import { decodeSafetensors, encodeSafetensors, type RunStore } from "@surenet/nn";
import { malformedFile } from "@surenet/tensor-backend";
import { identityError, type TrainingIdentity } from "./training-identity.ts";

const STAMP = "training"; // the key among the metadata of the safetensors file

/**
 * A run's store as its training sees it: every checkpoint carries the identity of the training, in the same file and so at the same
 * moment, and only the same training gets it back. Otherwise a run could be resumed with another loss or other data, unnoticed.
 *
 * @throws SurenetError from `read`: `E_FILE` for a damaged checkpoint, `E_STATE` for one of another training
 */
export function checkpointStore(store: RunStore, identity: TrainingIdentity): RunStore {
  return {
    ...store,
    async write(name, bytes) {
      const { tensors, metadata } = decodeSafetensors(bytes, name);
      await store.write(name, encodeSafetensors(tensors, { ...metadata, [STAMP]: JSON.stringify(identity) }));
    },
    async read(name) {
      const bytes = await store.read(name);
      if (bytes === undefined) return undefined;
      const { [STAMP]: stamp } = decodeSafetensors(bytes, name).metadata;
      if (stamp === undefined) throw malformedFile({ where: name, problem: "surenet train did not write this checkpoint" });
      const wrong = identityError(name, JSON.parse(stamp) as TrainingIdentity, identity); // whatever else it is will differ
      if (wrong !== undefined) throw wrong;
      return bytes;
    },
  };
}

/**
 * Whether there is a checkpoint to go on from.
 *
 * @throws SurenetError as `read` does
 */
export async function hasCheckpoint(store: RunStore): Promise<boolean> {
  const names = (await store.list()).filter((name) => name.startsWith("checkpoint/"));
  for (const name of names) await store.read(name);
  return names.length > 0;
}

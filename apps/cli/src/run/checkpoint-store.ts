import { decodeSafetensors, encodeSafetensors, type RunStore } from "@surenet/nn";
import { malformedFile, SurenetError } from "@surenet/tensor-backend";
import { identityError, type TrainingIdentity } from "./training-identity.ts";

const STAMP = "training"; // the key among the metadata of the safetensors file

/**
 * A run's store as its training sees it: every checkpoint carries the identity of the training, in the same file and so at the same
 * moment, and only the same training gets it back. Otherwise a run could be resumed with another loss or other data, unnoticed.
 *
 * @throws SurenetError from `read`: `E_FILE` for a damaged checkpoint, `E_STATE` for one of another training
 */
export function checkpointStore(store: RunStore, { folder, identity }: { readonly folder: string; readonly identity: TrainingIdentity }): RunStore {
  return {
    ...store,
    async write(name, bytes) {
      const { tensors, metadata } = decodeSafetensors(bytes, name);
      await store.write(name, encodeSafetensors(tensors, { ...metadata, [STAMP]: JSON.stringify(identity) }));
    },
    async read(name) {
      const bytes = await store.read(name);
      if (bytes === undefined) return undefined;
      const wrong = identityError(`cannot resume ${folder}`, readStamp(bytes, { name, folder }), identity);
      if (wrong !== undefined) throw wrong;
      return bytes;
    },
  };
}

function readStamp(bytes: Uint8Array, { name, folder }: { readonly name: string; readonly folder: string }): TrainingIdentity {
  const fix = "Train again without --resume.";
  try {
    const { [STAMP]: stamp } = decodeSafetensors(bytes, name).metadata;
    if (stamp !== undefined) return JSON.parse(stamp) as TrainingIdentity; // whatever else it is will differ
  } catch (cause) {
    const problem = cause instanceof SurenetError ? cause.message : `${name}: the checkpoint is damaged`;
    throw malformedFile({ where: `cannot resume ${folder}`, problem, fix, cause });
  }
  throw malformedFile({ where: `cannot resume ${folder}`, problem: `${name}: surenet train did not write this checkpoint`, fix });
}

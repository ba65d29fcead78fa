import { malformedFile } from "@surenet/tensor-backend";
import type { JsonObject } from "@surenet/nn";
import type { CorruptionProcess } from "./corruption-process.ts";
import { GaussianCorruptionProcess } from "./gaussian-corruption.ts";
import { MaskCorruptionProcess } from "./mask-corruption.ts";
import type { ScheduleName } from "./schedules.ts";
import { SubstitutionCorruptionProcess } from "./substitution-corruption.ts";

/** A corruption process from what its `toJSON` wrote; the constructors check the values. */
export function readCorruption(json: JsonObject): CorruptionProcess {
  const options = { schedule: json["schedule"] as ScheduleName, maxSteps: Number(json["maxSteps"]) };
  switch (json["process"]) {
    case "mask":
      return new MaskCorruptionProcess({ ...options, maskIndex: Number(json["maskIndex"]) });
    case "gaussian":
      return new GaussianCorruptionProcess({ ...options, noiseVariance: Number(json["noiseVariance"]) });
    case "substitution": {
      const matrix = json["matrix"] as readonly (readonly number[])[];
      return new SubstitutionCorruptionProcess({
        ...options,
        vocabSize: matrix.length,
        excluded: json["excluded"] as readonly number[],
        matrix,
      });
    }
    default:
      throw malformedFile({
        where: "readCorruption",
        problem: "there is no such corruption",
        expected: "mask, gaussian or substitution",
        got: json["process"],
      });
  }
}

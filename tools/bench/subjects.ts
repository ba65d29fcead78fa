import type { Subject } from "./subject.ts";
import { certifiedStep } from "./subjects/certified-step.ts";
import { convolution } from "./subjects/convolution.ts";
import { matmul } from "./subjects/matmul.ts";
import { projections } from "./subjects/projection.ts";
import { smallOperations } from "./subjects/small-operations.ts";
import { rows, spikes } from "./subjects/rows.ts";
import { crossEntropyIndices, crossEntropyOneHot, elementwise, groupSort2, lif } from "./subjects/small-work.ts";
import { spiking } from "./subjects/spiking.ts";
import { trainingStep } from "./subjects/training-step.ts";

export const subjects: readonly Subject[] = [
  ...matmul,
  ...convolution,
  ...trainingStep,
  ...certifiedStep,
  ...projections,
  groupSort2,
  lif,
  crossEntropyIndices,
  crossEntropyOneHot,
  ...elementwise,
  ...rows,
  spikes,
  ...spiking,
  smallOperations,
];

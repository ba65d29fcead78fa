import type { Subject } from "./subject.ts";
import { certifiedStep } from "./subjects/certified-step.ts";
import { elboStep } from "./subjects/elbo-step.ts";
import { convolution } from "./subjects/convolution.ts";
import { cortexTree } from "./subjects/cortex-tree.ts";
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
  ...cortexTree,
  elboStep,
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

import type { ModuleType } from "@surenet/nn";
import { Conv2D } from "./connections/conv2d.ts";
import { LinearDense } from "./connections/linear-dense.ts";
import { LinearDirect } from "./connections/linear-direct.ts";
import { LinearLateral } from "./connections/linear-lateral.ts";
import { Biclique } from "./layers/biclique.ts";
import { RecurrentSerial } from "./layers/recurrent-serial.ts";
import { Serial } from "./layers/serial.ts";
import { MaxRateNetwork } from "./networks/max-rate-network.ts";
import { WinnerTakeAll } from "./networks/winner-take-all.ts";
import { AdEx } from "./neurons/adex.ts";
import { ALIF } from "./neurons/alif.ts";
import { EIF } from "./neurons/eif.ts";
import { GLIF1 } from "./neurons/glif1.ts";
import { GLIF2 } from "./neurons/glif2.ts";
import { Izhikevich } from "./neurons/izhikevich.ts";
import { LIF } from "./neurons/lif.ts";
import { QIF } from "./neurons/qif.ts";
import { MaxRateClassifier } from "./readout/max-rate-classifier.ts";
import { MembraneReadout } from "./surrogate/membrane-readout.ts";
import { SurrogateLIF } from "./surrogate/surrogate-lif.ts";
import { DeltaCurrent } from "./synapses/delta-current.ts";
import { DeltaPlusCurrent } from "./synapses/delta-plus-current.ts";
import { DoubleExponentialCurrent } from "./synapses/double-exponential-current.ts";
import { SingleExponentialCurrent } from "./synapses/single-exponential-current.ts";

/** The modules of this package, for `buildModule` and `loadModel`. */
export const spikingModules: readonly ModuleType[] = [
  AdEx, ALIF, Biclique, Conv2D, DeltaCurrent, DeltaPlusCurrent, DoubleExponentialCurrent, EIF, GLIF1, GLIF2, Izhikevich, LIF, LinearDense, LinearDirect, LinearLateral,
  MaxRateClassifier, MaxRateNetwork, MembraneReadout, QIF, RecurrentSerial, Serial, SingleExponentialCurrent, SurrogateLIF, WinnerTakeAll,
]; // prettier-ignore

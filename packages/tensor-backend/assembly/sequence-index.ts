// The kernels of whole spiking sequences, in a module of their own: only pages that run them load it.
export { leakyScan, lifSequence } from "./sequences";
export { winnerTakeAll } from "./winner-take-all";

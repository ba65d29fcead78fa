import type { Acceptance } from "./acceptance.ts";
import { speed } from "./engines/1-speed.ts";
import { conformance } from "./engines/2-conformance.ts";
import { gradients } from "./engines/3-gradients.ts";
import { native } from "./engines/4-native.ts";
import { memory } from "./engines/5-memory.ts";
import { bundle } from "./engines/6-bundle.ts";
import { lipschitzVectors } from "./lipschitz/1-golden.ts";
import { anchors } from "./lipschitz/2-anchors.ts";
import { lipschitzDigits } from "./lipschitz/3-real-digits.ts";
import { cost } from "./lipschitz/4-cost.ts";
import { properties } from "./lipschitz/5-properties.ts";
import { labels } from "./checker/1-labels.ts";
import { attackLabels } from "./checker/2-attack.ts";
import { cortexVectors } from "./cortex-tree/1-golden.ts";
import { digitTree } from "./cortex-tree/2-digits.ts";
import { guidedDesign } from "./cortex-tree/3-design.ts";
import { treeSpeed } from "./cortex-tree/4-speed.ts";
import { badDescriptions } from "./cortex-tree/5-descriptions.ts";
import { rejections } from "./checker/3-rejections.ts";
import { exactArithmetic } from "./checker/4-exact.ts";
import { checkerSpeed } from "./checker/5-speed.ts";
import { lossVectors } from "./losses/1-golden.ts";
import { ctc } from "./losses/2-ctc.ts";
import { lossSpeed } from "./losses/3-speed.ts";
import { lossBundle } from "./losses/4-bundle.ts";
import { lossRefusals } from "./losses/5-bad-input.ts";
import { bayesVectors } from "./bayes/1-golden.ts";
import { exactAnswers } from "./bayes/2-exact.ts";
import { gradientVariances } from "./bayes/3-gradient-variance.ts";
import { elboSpeed } from "./bayes/4-speed.ts";
import { bayesDigits } from "./bayes/5-real-digits.ts";
import { saveAndErrors } from "./bayes/6-save-and-errors.ts";
import { spikingVectors } from "./spiking/1-golden.ts";
import { closedForms } from "./spiking/2-closed-forms.ts";
import { spikingSpeed } from "./spiking/3-speed.ts";
import { spikingDigits } from "./spiking/4-real-digits.ts";
import { soak } from "./spiking/5-soak.ts";
import { releaseCheck } from "./release/3-release-check.ts";
import { bareMachine } from "./foundation/1-bare-machine.ts";
import { realDigits } from "./foundation/2-real-digits.ts";
import { attack } from "./foundation/3-attack.ts";
import { resume } from "./foundation/4-resume.ts";
import { goldenVectors } from "./foundation/5-golden.ts";
import { badInput } from "./foundation/6-bad-input.ts";
import { laboratory } from "./release/1-laboratory.ts";
import { laboratoryTests } from "./release/2-browser-tests.ts";

export const acceptances: readonly Acceptance[] = [
  speed,
  conformance,
  gradients,
  native,
  memory,
  bundle,
  bareMachine,
  realDigits,
  attack,
  resume,
  goldenVectors,
  badInput,
  lipschitzVectors,
  anchors,
  lipschitzDigits,
  cost,
  properties,
  labels,
  attackLabels,
  cortexVectors,
  digitTree,
  guidedDesign,
  treeSpeed,
  badDescriptions,
  rejections,
  exactArithmetic,
  checkerSpeed,
  lossVectors,
  ctc,
  lossSpeed,
  lossBundle,
  lossRefusals,
  bayesVectors,
  exactAnswers,
  gradientVariances,
  elboSpeed,
  bayesDigits,
  saveAndErrors,
  spikingVectors,
  closedForms,
  spikingSpeed,
  spikingDigits,
  soak,
  laboratory,
  laboratoryTests,
  releaseCheck,
];

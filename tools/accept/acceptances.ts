import type { Acceptance } from "./acceptance.ts";
import { speed } from "./engines/1-speed.ts";
import { bareMachine } from "./foundation/1-bare-machine.ts";
import { realDigits } from "./foundation/2-real-digits.ts";
import { attack } from "./foundation/3-attack.ts";
import { resume } from "./foundation/4-resume.ts";
import { goldenVectors } from "./foundation/5-golden.ts";
import { badInput } from "./foundation/6-bad-input.ts";

export const acceptances: readonly Acceptance[] = [speed, bareMachine, realDigits, attack, resume, goldenVectors, badInput];

import { invalidOption } from "@surenet/tensor-backend";

export type ScheduleName = "linear" | "cosine" | "sqrt" | "trunc_cos" | "trunc_lin" | "pw_lin";

const LARGEST = 0.999; // beyond it the last steps of a schedule would be singular
const LINEAR = { start: 1e-4, end: 0.02, steps: 1000 }; // Ho, Jain & Abbeel 2020, section 4
const SHORT_PART = 10; // steps of the first piece of pw_lin
const TRUNCATION = 0.01;

const schedules: Readonly<Record<ScheduleName, (steps: number) => number[]>> = {
  linear: (steps) => line(steps, scaled(LINEAR.start, steps), scaled(LINEAR.end, steps)),
  cosine: (steps) => ratios(steps, (t) => Math.cos((((t + 0.008) / 1.008) * Math.PI) / 2) ** 2), // Nichol & Dhariwal 2021, eq. 17
  sqrt: (steps) => ratios(steps, (t) => 1 - Math.sqrt(t + 1e-4)), // Li et al. 2022, appendix A
  trunc_cos: (steps) => {
    const kept = (t: number): number => Math.cos((((t + 0.1) / 1.1) * Math.PI) / 2) ** 2;
    return [Math.min(1 - kept(0), LARGEST), ...ratios(steps, kept).slice(0, -1)];
  },
  trunc_lin: (steps) => line(steps, scaled(LINEAR.start, steps) + TRUNCATION, scaled(LINEAR.end, steps) + TRUNCATION),
  pw_lin: (steps) => {
    const middle = scaled(LINEAR.start, steps);
    return [...line(SHORT_PART, middle + TRUNCATION, middle), ...line(steps - SHORT_PART, middle, scaled(LINEAR.end, steps))];
  },
};

/**
 * The noise that each step of a diffusion adds, `β_1 … β_n`, by the name of the schedule.
 *
 * @throws SurenetError `E_OPTION` for an unknown name, or for steps that are no positive integer
 * @example betaSchedule("linear", 1000)[0] // 1e-4
 */
export function betaSchedule(schedule: ScheduleName, steps: number): number[] {
  const where = "betaSchedule";
  if (!Object.hasOwn(schedules, schedule))
    throw invalidOption({ where, option: "schedule", got: schedule, expected: `one of ${Object.keys(schedules).join(", ")}` });
  if (!Number.isSafeInteger(steps) || steps < 1 || (schedule === "pw_lin" && steps <= SHORT_PART))
    throw invalidOption({ where, option: "steps", got: steps, expected: `an integer above ${schedule === "pw_lin" ? SHORT_PART : 0}` });
  return schedules[schedule](steps);
}

/** What is left of a signal after each step: the running products of `1 − β`. */
export function keptShares(betas: readonly number[]): number[] {
  let kept = 1;
  return betas.map((beta) => (kept *= 1 - beta));
}

function scaled(rate: number, steps: number): number {
  return (LINEAR.steps / steps) * rate;
}

function line(steps: number, from: number, to: number): number[] {
  return Array.from({ length: steps }, (_, i) => from + ((to - from) * i) / Math.max(1, steps - 1));
}

function ratios(steps: number, kept: (t: number) => number): number[] {
  return Array.from({ length: steps }, (_, i) => Math.min(1 - kept((i + 1) / steps) / kept(i / steps), LARGEST));
}

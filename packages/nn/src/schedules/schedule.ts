/**
 * The factor of all learning rates at a step.
 *
 * @param step 0 at the first step
 * @param totalSteps steps of the whole training
 */
export type Schedule = (step: number, totalSteps: number) => number;

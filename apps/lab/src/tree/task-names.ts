/** What one may ask about a digit. */
export const FIRST_TASKS = ["digit", "parity", "ink"] as const;
export const LATER_TASKS = ["large", "loops", "prime"] as const;
export type LaterTask = (typeof LATER_TASKS)[number];
export type TaskName = (typeof FIRST_TASKS)[number] | LaterTask;

export const ABOUT: Readonly<Record<TaskName, string>> = {
  digit: "which of the ten",
  parity: "odd or even; half of the labels are missing",
  ink: "how much of it there is, in deviations from the mean",
  large: "five or more",
  loops: "has a closed loop: 0, 6, 8, 9",
  prime: "2, 3, 5, 7",
};

export const CLASSES: Readonly<Record<Exclude<TaskName, "ink">, number>> = { digit: 10, parity: 2, large: 2, loops: 2, prime: 2 };

import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { Stopped, stopOnSignals } from "./stop.ts";

it("takes signals that come together for one press, and leaves the next press to the system", async () => {
  const others = process.listeners("SIGINT");
  const signal = stopOnSignals();
  const press = process.listeners("SIGINT").find((listener) => !others.includes(listener));
  press?.("SIGINT");
  press?.("SIGINT"); // npm's echo of the same press
  expect(signal.reason).toBeInstanceOf(Stopped);
  expect(signal.reason).toMatchObject({ message: "stopped", exitCode: 130 });
  expect(process.listeners("SIGINT")).toHaveLength(others.length + 1);
  await sleep(600);
  expect(process.listeners("SIGINT")).toEqual(others); // without a listener the system ends the process
  const last = process.listeners("SIGTERM").at(-1);
  if (last !== undefined) process.off("SIGTERM", last);
});

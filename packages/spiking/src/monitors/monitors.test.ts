import { greater, memory, tensor, tidy } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { LIF } from "../neurons/lif.ts";
import { Monitor } from "./monitor.ts";
import { AverageReducer, EMAReducer, EventReducer, PassthroughReducer, ScaledTraceReducer, TraceReducer } from "./reducer.ts";

const record = { dtMs: 1, durationMs: 3, inclusive: true } as const;
const halving = { ...record, tauMs: 1 / Math.LN2 };

it("reducers keep what their names say", () => {
  tidy(() => {
    const feed = [1, 0, 3, 0].map((x) => tensor([x]));
    const trace = new TraceReducer(halving);
    const nearest = new TraceReducer({ ...halving, mode: "nearest", amplitude: 2 });
    const scaled = new ScaledTraceReducer({ ...halving, scale: 2, criterion: (x) => greater(x, 2) });
    const [average, moving, event, all] = [
      new AverageReducer(record),
      new EMAReducer({ ...record, alpha: 0.5 }),
      new EventReducer(record),
      new PassthroughReducer(record),
    ];
    for (const x of feed) for (const reducer of [trace, nearest, scaled, average, moving, event, all]) reducer.observe(x);
    expect(trace.peek()).toBeClose([0.125]); // a spike is 1, the 3 is none: 1 → 1/2 → 1/4 → 1/8
    expect(nearest.peek()).toBeClose([0.25]);
    expect(scaled.peek()).toBeClose([3.5]); // (1 + 2·3)/2
    expect(average.peek()).toBeClose([1]);
    expect(moving.peek()).toBeClose([0.875]); // 1, 0.5, 1.75, 0.875
    expect(event.peek()).toBeClose([1]);
    expect(event.view(0.5)).toBeClose([0.5]); // the time since the 3, half a step earlier
    expect(moving.view(0.5)).toBeClose([1.3125]);
    expect(all.dump()).toBeClose([[0], [3], [0], [1]]);
    for (const reducer of [trace, nearest, scaled, average, moving, event, all]) reducer.clear();
  });
});

it("a monitor sees what is there after a step, and holds no more than its record", () => {
  using neuron = new LIF(1, { dtMs: 1, tauMs: 1 / Math.LN2, rest: 0, reset: 0, threshold: 1 });
  const rate = new Monitor(() => neuron.spikes, new AverageReducer({ dtMs: 1 }));
  const step = (): void =>
    void tidy(() => {
      neuron.forward(tensor([[1.5]])); // 0.75, then 1.125: every second step
      rate.step();
    });
  for (let i = 0; i < 4; i++) step();
  const before = memory().numTensors;
  for (let i = 0; i < 40; i++) step();
  expect(memory().numTensors).toBe(before);
  expect(rate.reducer.peek()).toBeClose([[0.5]]);
  rate.clear();
});

it("refuses what cannot be", () => {
  expect(() => new EMAReducer({ dtMs: 1, alpha: 1.5 })).toThrowSurenet("E_OPTION", /alpha/);
  expect(() => new EventReducer({ dtMs: 1, initial: "one" as "inf" })).toThrowSurenet("E_OPTION", /"inf", "zero" or "nan"/);
  expect(() => new TraceReducer({ ...halving, amplitude: 0 })).toThrowSurenet("E_OPTION", /amplitude/);
  tidy(
    () => void expect(() => new ScaledTraceReducer({ ...halving, scale: 1 }).observe(tensor([1]))).toThrowSurenet("E_OPTION", /condition/),
  );
});

import { describe, expect, it } from "vitest";
import { checkOptions, nearest } from "./check-options.ts";
import { display, SurenetError } from "./surenet-error.ts";
import { invalidOption, invalidValue, malformedFile, shapeMismatch, unsupported, wrongState } from "./throw.ts";

describe("SurenetError", () => {
  it("reads where: problem; expected, got. fix", () => {
    const details = {
      where: "Linear.forward",
      problem: "the input does not fit",
      expected: "[.., 784]",
      got: [32, 783],
      fix: "Flatten it first.",
    };
    const error = new SurenetError("E_SHAPE", details);
    expect(error.message).toBe("Linear.forward: the input does not fit; expected [.., 784], got [32, 783]. Flatten it first.");
    expect(error).toMatchObject({
      name: "SurenetError",
      code: "E_SHAPE",
      where: details.where,
      expected: details.expected,
      got: details.got,
      fix: details.fix,
    });
    expect(error).toBeInstanceOf(Error);
  });

  it("leaves out what is not known, and tells an unknown value from the value undefined", () => {
    expect(new SurenetError("E_STATE", { where: "fit", problem: "it runs already" }).message).toBe("fit: it runs already");
    expect(new SurenetError("E_VALUE", { where: "f", problem: "no", got: undefined }).message).toBe("f: no; got undefined");
  });

  it("carries its cause", () => {
    const cause = new TypeError("inner");
    expect(new SurenetError("E_FILE", { where: "a.csv", problem: "unreadable", cause }).cause).toBe(cause);
    expect("cause" in new SurenetError("E_FILE", { where: "a.csv", problem: "unreadable" })).toBe(false);
  });
});

it.each([
  [
    invalidOption({ where: "f", option: "rate", got: 2, expected: "a probability" }),
    "E_OPTION",
    "f: option rate is not usable; expected a probability, got 2",
  ],
  [shapeMismatch({ where: "f", expected: "[2]", got: [3] }), "E_SHAPE", "f: the shapes do not fit; expected [2], got [3]"],
  [invalidValue({ where: "f", problem: "NaN in row 2" }), "E_VALUE", "f: NaN in row 2"],
  [malformedFile({ where: "a.csv, line 3", problem: "a cell is text", got: "x" }), "E_FILE", 'a.csv, line 3: a cell is text; got "x"'],
  [unsupported({ where: "f", problem: "no" }), "E_UNSUPPORTED", "f: no"],
  [wrongState({ where: "f", problem: "too early" }), "E_STATE", "f: too early"],
])("$message", (error, code, message) => {
  expect([error.code, error.message]).toEqual([code, message]);
});

it("display writes values as a person would, cut at 80 characters", () => {
  expect([[2, [3]], "a", 1.5, null, undefined, { a: 1 }, new Map(), Math.max].map(display)).toEqual(
    ["[2, [3]]", '"a"', "1.5", "null", "undefined", '{"a":1}', "Map", "max"], // prettier-ignore
  );
  expect(display("x".repeat(100))).toMatch(/^"x{76}\.\.\.$/);
});

describe("checkOptions", () => {
  it("accepts known names and names the nearest to an unknown one", () => {
    expect(() => checkOptions("Dropout", { rate: 0.5 }, ["rate", "rng"])).not.toThrow();
    const message = /Dropout: there is no option "rat"; expected one of rate, rng\. Did you mean "rate"\?/;
    expect(() => checkOptions("Dropout", { rat: 0.5 }, ["rate", "rng"])).toThrowSurenet("E_OPTION", message);
  });

  it("suggests nothing where nothing is near", () => {
    expect(() => checkOptions("f", { zzzzzz: 1 }, ["rate"])).toThrowSurenet("E_OPTION", /expected one of rate\. Remove it\./);
    expect(() => checkOptions("f", { x: 1 }, [])).toThrowSurenet("E_OPTION", /expected no options/);
  });

  it("finds the name with the fewest edits, whatever the case", () => {
    const known = ["epsSpectral", "epsBjorck", "kCoefLip"];
    expect(nearest("epsbjork", known)).toBe("epsBjorck");
    expect(nearest("k_coef_lip", known)).toBe("kCoefLip");
    expect(nearest("momentum", known)).toBeUndefined();
  });
});

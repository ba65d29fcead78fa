import { type ErrorDetails, SurenetError } from "./surenet-error.ts";

/** `E_OPTION`: an option has an impossible value. */
export function invalidOption(details: { where: string; option: string; got: unknown; expected: string; fix?: string }): SurenetError {
  const { option, ...rest } = details;
  return new SurenetError("E_OPTION", { ...rest, problem: `option ${option} is not usable` });
}

/** `E_SHAPE`: shapes do not fit. */
export function shapeMismatch(details: Omit<ErrorDetails, "problem"> & { problem?: string }): SurenetError {
  return new SurenetError("E_SHAPE", { problem: "the shapes do not fit", ...details });
}

/** `E_VALUE`: a number is out of range or not finite. */
export function invalidValue(details: ErrorDetails): SurenetError {
  return new SurenetError("E_VALUE", details);
}

/** `E_FILE`: a file is malformed; `where` names the file with its line or byte. */
export function malformedFile(details: ErrorDetails): SurenetError {
  return new SurenetError("E_FILE", details);
}

/** `E_UNSUPPORTED`: a combination is refused on purpose. */
export function unsupported(details: ErrorDetails): SurenetError {
  return new SurenetError("E_UNSUPPORTED", details);
}

/** `E_STATE`: a call came at the wrong time. */
export function wrongState(details: ErrorDetails): SurenetError {
  return new SurenetError("E_STATE", details);
}

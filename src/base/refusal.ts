/** The one form of a refusal. */

/** `X is expected to be A but is B; do C.` */
export function refusal(
  name: string,
  expected: string,
  actual: string | number,
  advice: string,
): string {
  return `${name} is expected to be ${expected} but is ${actual}; ${advice}.`;
}

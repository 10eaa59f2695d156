/** A number with five significant digits, enough for the eye; it keeps a specification small. */
export function compact(value: number | null): number | null {
  return value === null || !Number.isFinite(value) ? null : Number(value.toPrecision(5));
}

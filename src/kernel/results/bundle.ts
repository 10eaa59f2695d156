/** What every way of showing a value has in common. */

/** One rendering for each MIME type. */
export type MimeBundle = Record<string, unknown>;

/** Shows the values it knows and answers `undefined` for all others. */
export type Renderer = (value: unknown) => MimeBundle | Promise<MimeBundle> | undefined;

/** Whether `value` may have properties; the narrowing lets them be asked for. */
export function isObject(value: unknown): value is Record<PropertyKey, unknown> {
  return (typeof value === "object" || typeof value === "function") && value !== null;
}

/** `12,345` */
export const whole = (count: number): string => count.toLocaleString("en-US");

/** `1 row`, `2 rows` */
export const counted = (count: number, noun: string): string =>
  `${whole(count)} ${noun}${count === 1 ? "" : "s"}`;

/** `24 bytes`, `196 KiB` */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return counted(bytes, "byte");
  const units = ["KiB", "MiB", "GiB", "TiB"];
  const power = Math.min(Math.floor(Math.log2(bytes) / 10), units.length);
  return `${Number((bytes / 1024 ** power).toPrecision(3))} ${units[power - 1]}`;
}

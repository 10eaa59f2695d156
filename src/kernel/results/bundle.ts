/** Shared by all ways of showing a value. */
import type { MimeBundle } from "../../base/mime.js";

/** Shows the values it knows and answers `undefined` for all others. */
export type Renderer = (value: unknown) => MimeBundle | Promise<MimeBundle> | undefined;

/** Whether `value` may have properties; the narrowing lets them be asked for. */
export function isObject(value: unknown): value is Record<PropertyKey, unknown> {
  return (typeof value === "object" || typeof value === "function") && value !== null;
}

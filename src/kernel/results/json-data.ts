/**
 * JSON in the messages that show values.
 *
 * Broken in bare tslab: `display.raw("application/vnd.vegalite.v5+json", JSON.stringify(chart))` sends
 * the text, which JupyterLab takes for an address; the protocol wants the value. Fixed here. Can go
 * when tslab sends the value.
 */

/** Replaces texts under MIME types of JSON by their values; texts that are no JSON stay. */
export function withJsonValues(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(data).map(([type, value]) => [type, jsonValue(type, value)]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}

function jsonValue(type: string, value: unknown): unknown {
  if (typeof value !== "string" || !/[/+]json$/.test(type)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

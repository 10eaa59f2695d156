type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Converts a specification's inline data to CSV, to keep notebooks small: in an indented notebook
 * file every number of inline JSON takes its own line.
 */
export function withCsvData(spec: JsonObject): JsonObject {
  return convert(spec) as JsonObject;
}

function convert(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(convert);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      key === "data" ? (csvData(part) ?? part) : convert(part),
    ]),
  );
}

/** Inline data as CSV, or undefined where CSV would lose a type. */
function csvData(data: unknown): object | undefined {
  const { values, ...others } = (data ?? {}) as { readonly values?: unknown };
  if (!Array.isArray(values) || values.length === 0 || Object.keys(others).length > 0) return;
  // Vega-Lite calls the field of plain numbers "data".
  const rows = values.map((row: unknown) => (isRow(row) ? row : { data: row }));
  const fields = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const types = fields.map((field) => typeOf(rows.map((row) => row[field])));
  if (types.includes(undefined)) return;
  // CSV readers skip empty lines, which a missing number in an only column would be.
  if (fields.length === 1 && rows.some((row) => row[fields[0]!] === null)) return;
  const lines = rows.map((row) => fields.map((field) => cell(row[field])).join(","));
  const parse = Object.fromEntries(fields.map((field, index) => [field, types[index]]));
  return {
    values: [fields.map(cell).join(","), ...lines].join("\n"),
    format: { type: "csv", parse },
  };
}

const isRow = (row: unknown): row is JsonObject => typeof row === "object" && row !== null;

/** The common type of a field's values. Numbers may be null; texts may not, because CSV has no null. */
function typeOf(values: readonly unknown[]): "number" | "string" | undefined {
  if (values.every((value) => typeof value === "string" && value !== "")) return "string";
  return values.every((value) => value === null || Number.isFinite(value)) ? "number" : undefined;
}

function cell(value: unknown): string {
  const text = value === null ? "" : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

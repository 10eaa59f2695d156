/**
 * Arrays of plain objects, as tables.
 *
 * Broken in bare tslab: a list of records is shown as nested objects, in which nothing can be
 * compared. Can go when tslab shows tables.
 */
import { inspect, types } from "node:util";
import type { MimeBundle } from "../../base/mime.js";
import { formatColumn, formatCount } from "../../base/numbers.js";
import type { Column } from "../../base/table.js";
import { textTableBundle } from "./text-table.js";
import { textOf } from "./text.js";

/** Longer tables show their first and their last rows. */
const LONGEST = 50;
const HEAD = 40;
const TAIL = 10;
const MOST_COLUMNS = 30;
const MOST_CHARACTERS = 60;
/** Rows that decide whether the array is a table. */
const PROBED = 1000;

type Row = Readonly<Record<string, unknown>>;

/** Shows an array of plain objects that have most of their keys in common. */
export function tableBundle(value: unknown): MimeBundle | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const rows = value as readonly unknown[];
  const probed = rows.length <= PROBED ? rows : [...rows.slice(0, PROBED), rows.at(-1)];
  if (!probed.every(isRow)) return undefined;
  const shown = rows.length <= LONGEST ? [...rows.keys()] : ends(rows.length);
  const picked = shown.map((at) => rows[at]);
  if (!picked.every(isRow)) return undefined;
  const keys = sharedKeys(probed, picked);
  if (!keys) return undefined;

  const named = keys.length <= MOST_COLUMNS ? keys : keys.slice(0, MOST_COLUMNS - 1);
  const columns: Column[] = [{ title: "", align: "right" }];
  const texts: string[][] = [shown.map(String)];
  for (const key of named) {
    const values = picked.map((row) => read(row, key));
    const align = values.every(isNumberOrNothing) ? "right" : "left";
    columns.push({ title: shorten(oneLine(key)), align });
    texts.push(columnTexts(values));
  }
  if (named.length < keys.length) {
    columns.push({
      title: `… ${formatCount(keys.length - named.length)} more columns`,
      align: "left",
    });
    texts.push(shown.map(() => "…"));
  }
  const lines: (string[] | string)[] = shown.map((_, i) => texts.map((column) => column[i]!));
  if (shown.length === rows.length) return textTableBundle({ columns, rows: lines });
  lines.splice(HEAD, 0, `… ${formatCount(rows.length - shown.length, "more row")} …`);
  const size = `${formatCount(rows.length, "row")} × ${formatCount(keys.length, "column")}`;
  return textTableBundle({ columns, rows: lines, below: [size] });
}

const ends = (length: number): number[] => [
  ...Array.from({ length: HEAD }, (_, i) => i),
  ...Array.from({ length: TAIL }, (_, i) => length - TAIL + i),
];

/** A literal, also from another realm (a vm context), but not an instance of a class. */
function isRow(value: unknown): value is Row {
  if (typeof value !== "object" || value === null || types.isProxy(value)) return false;
  if (Symbol.toStringTag in value) return false;
  if (typeof (value as { [inspect.custom]?: unknown })[inspect.custom] === "function") return false;
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** All keys in order of appearance; undefined when the rows have too little in common. */
function sharedKeys(probed: readonly Row[], shown: readonly Row[]): string[] | undefined {
  const counts = new Map<string, number>();
  for (const row of probed)
    for (const key of Object.keys(row)) counts.set(key, (counts.get(key) ?? 0) + 1);
  const filled = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (counts.size === 0 || filled < (counts.size * probed.length) / 2) return undefined;
  return [...new Set([...counts.keys(), ...shown.flatMap((row) => Object.keys(row))])];
}

/** A getter may compute, wait or throw; a table does not call it, as Node's console does not. */
function read(row: Row, key: string): unknown {
  const property = Object.getOwnPropertyDescriptor(row, key);
  if (!property) return NOTHING;
  return "value" in property ? property.value : GETTER;
}

const NOTHING = Symbol("the row does not have this key");
const GETTER = Symbol("a getter");

const isNumberOrNothing = (value: unknown): boolean =>
  typeof value === "number" || typeof value === "bigint" || value === NOTHING || value == null;

function columnTexts(values: readonly unknown[]): string[] {
  const numbers = formatColumn(values.filter((value) => typeof value === "number"));
  return values.map((value) =>
    typeof value === "number" ? numbers.shift()! : shorten(oneLine(cellText(value))),
  );
}

function cellText(value: unknown): string {
  if (value === NOTHING || value === undefined) return "";
  if (value === GETTER) return "[Getter]";
  return typeof value === "string" ? value : textOf(value, 1);
}

function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex -- those are what must not be printed
  return text.replace(/\s+/g, " ").replace(/[\x00-\x1f\x7f-\x9f]/g, "\ufffd");
}

const shorten = (text: string): string =>
  text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS - 1)}…`;

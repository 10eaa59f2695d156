/**
 * `complete_request`: the names that fit at the cursor.
 *
 * Broken in bare tslab: there are no completions inside quotes (paths of imports, options that are
 * one of several strings), the kinds of the names are missing, and positions are wrong after an
 * emoji. Fixed here: the answer comes from TypeScript's own completion, with kinds and signatures
 * in the metadata that JupyterLab shows. Can go when tslab does the same.
 */
import type ts from "typescript";
import type { CellView } from "../compiler/cell-view.js";

export interface Match {
  readonly text: string;
  /** The kind of the name, in a word that frontends show. */
  readonly type: string;
  readonly signature?: string;
}

/** Completions that may replace the cell's text from `start` to `end`. */
export interface Matches {
  readonly start: number;
  readonly end: number;
  readonly matches: readonly Match[];
}

/** Computing a signature takes time, and nobody reads more than these. */
const MAX_SIGNATURES = 200;

const PREFERENCES: ts.GetCompletionsAtPositionOptions = {
  includeSymbol: true,
  includeCompletionsWithInsertText: true,
  includeAutomaticOptionalChainCompletions: true, // offers `?.name` where `.name` is an error
};

type Entry = ts.CompletionEntry;

/** Completions in code; inside the quotes of an import see import-paths.ts. */
export function complete(view: CellView, position: number): Matches {
  const { typescript, service, file, code, offset } = view;
  const word = wordAround(typescript, code, position);
  const info = service.getCompletionsAtPosition(file.fileName, position + offset, PREFERENCES);
  const entries = info?.entries ?? [];
  // An entry may replace more than the word, as `?.name` replaces the dot. All entries of one reply
  // replace the same text: choose those for the word, or if there are none, those like the first.
  const plain = entries.filter((e) => !e.replacementSpan || startOf(e) >= word.start);
  const special = startOf(entries[0]);
  const chosen = plain.length ? plain : entries.filter((e) => startOf(e) === special);
  const first = chosen[0]?.replacementSpan;
  const start = first ? first.start - offset : word.start;
  const end = first ? Math.max(first.start + first.length - offset, position) : word.end;

  const ranked = rank(chosen, code.slice(word.start, position));
  const matches = ranked.map((entry, i): Match => {
    const type = typeOf(view, entry);
    const text = entry.insertText ?? entry.name;
    const callable = CALLABLE.has(type) && i < MAX_SIGNATURES && entry.symbol;
    return callable ? { text, type, signature: signatureOf(view, callable) } : { text, type };
  });
  return { start, end, matches };

  function startOf(entry: Entry | undefined): number {
    return (entry?.replacementSpan?.start ?? NaN) - offset;
  }
}

/** The name that contains the cursor or ends there. */
export function wordAround(
  typescript: CellView["typescript"],
  code: string,
  position: number,
): { start: number; end: number } {
  const isPart = (character: string): boolean =>
    typescript.isIdentifierPart(character.codePointAt(0)!, typescript.ScriptTarget.Latest);
  let start = position;
  for (const character of [...code.slice(0, position)].reverse()) {
    if (!isPart(character)) break;
    start -= character.length;
  }
  if (code[start - 1] === "#") start--; // a private member
  let end = position;
  for (const character of code.slice(position)) {
    if (!isPart(character)) break;
    end += character.length;
  }
  return { start, end };
}

/**
 * The names that start with `typed`, in any case, those in the same case first. If there are none,
 * the names that contain `typed`.
 */
export function rank<E extends { readonly name: string; readonly sortText: string }>(
  entries: readonly E[],
  typed: string,
): E[] {
  const lower = typed.toLowerCase();
  const starting = entries.filter(({ name }) => name.toLowerCase().startsWith(lower));
  const fitting = starting.length
    ? starting
    : entries.filter(({ name }) => name.toLowerCase().includes(lower));
  const order = ({ name, sortText }: E): string => (name.startsWith(typed) ? "0" : "1") + sortText;
  const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return fitting.sort((a, b) => compare(order(a), order(b)) || compare(a.name, b.name));
}

/** The symbol that an imported name refers to; other symbols unchanged. */
function withoutAlias({ typescript, program }: CellView, symbol: ts.Symbol): ts.Symbol {
  const isAlias = symbol.flags & typescript.SymbolFlags.Alias;
  return isAlias ? program.getTypeChecker().getAliasedSymbol(symbol) : symbol;
}

function typeOf(view: CellView, { kind, symbol }: Entry): string {
  const type = TYPES[kind];
  if (type !== undefined || kind !== "alias" || !symbol) return type ?? "variable";
  const { flags } = withoutAlias(view, symbol);
  const { SymbolFlags } = view.typescript;
  if (flags & SymbolFlags.Function) return "function";
  if (flags & SymbolFlags.Class) return "class";
  if (flags & SymbolFlags.Enum) return "enum";
  if (flags & SymbolFlags.Module) return "module";
  return flags & SymbolFlags.Value ? "variable" : "type";
}

function signatureOf(view: CellView, symbol: ts.Symbol): string {
  const { typescript, program, file } = view;
  const checker = program.getTypeChecker();
  const type = checker.getTypeOfSymbolAtLocation(withoutAlias(view, symbol), file);
  const [signature] = type.getCallSignatures();
  // Without the names of the files that declare the types.
  const flags = typescript.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope;
  return signature ? checker.signatureToString(signature, file, flags) : "";
}

const CALLABLE = new Set(["function", "method"]);

/** From TypeScript's words for kinds to those of Jupyter's frontends. */
const TYPES: Readonly<Record<string, string>> = {
  function: "function",
  "local function": "function",
  method: "method",
  class: "class",
  "local class": "class",
  interface: "interface",
  type: "type",
  "primitive type": "type",
  "type parameter": "type",
  enum: "enum",
  "enum member": "property",
  property: "property",
  getter: "property",
  setter: "property",
  module: "module",
  "external module name": "module",
  keyword: "keyword",
  parameter: "param",
  string: "value",
};

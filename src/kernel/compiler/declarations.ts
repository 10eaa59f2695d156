/**
 * The declarations of all cells so far, as TypeScript text against which the next cell is checked.
 *
 * Broken in bare tslab: it merges whole statements, forgets the declarations of a failed cell,
 * turns a class into `any` if a type has the same name, and after `class A` is declared again
 * treats values of the old class as values of the new one. Fixed here: there is one entry for each
 * name. A new declaration replaces the older one; if other declarations still mention the older
 * one, it is kept under another name. Can go when tslab does the same.
 */
import type { TypeScript } from "../tslab.js";
import {
  entriesOf,
  mentionsIn,
  parseDeclarations,
  VALUE,
  type Entry,
} from "./declaration-entries.js";

export class Declarations {
  private constructor(
    private readonly typescript: TypeScript,
    private readonly entries: readonly Entry[],
    /** Statements without a name: additions to the global scope. */
    private readonly loose: ReadonlySet<string>,
    /** Names that a cell only announced, with `declare`: their values come from elsewhere. */
    private readonly announced: ReadonlySet<string>,
    /** `declare module "x"`, by the name of the module. */
    private readonly modules: ReadonlyMap<string, string>,
  ) {}

  static none(typescript: TypeScript): Declarations {
    return new Declarations(typescript, [], new Set(), new Set(), new Map());
  }

  /** Reads the declarations that TypeScript emits for one cell. */
  static parse(
    typescript: TypeScript,
    text: string,
    announced: Iterable<string>,
    modules: ReadonlyMap<string, string>,
  ): Declarations {
    const file = parseDeclarations(typescript, text);
    const loose = new Set<string>();
    const entries: Entry[] = [];
    for (const statement of file.statements) {
      const declared = entriesOf(typescript, statement);
      if (declared) entries.push(...declared);
      else loose.add(statement.getText());
    }
    return new Declarations(typescript, entries, loose, new Set(announced), modules);
  }

  get text(): string {
    return [...this.loose, ...this.entries.map(({ docs, text }) => docs + text)].join("\n");
  }

  /** The declarations that have to stand in a script, not in a module. */
  get script(): string {
    return [...this.modules.values()].join("\n");
  }

  /** Names of the variables, functions and classes of all cells. */
  get variables(): Set<string> {
    const values = this.entries.filter(
      ({ name, meaning, hidden }) => meaning & VALUE && !hidden && !this.announced.has(name),
    );
    return new Set(values.map(({ name }) => name));
  }

  /**
   * The declarations after a cell that declares `added`.
   *
   * @param reached whether the cell came as far as declaring a name
   */
  followedBy(added: Declarations, reached: (name: string) => boolean): Declarations {
    const fresh = added.entries.filter(({ name }) => reached(name));
    const unchanged = new Set(
      fresh
        .map(({ name }) => name)
        .filter((name) => same(named(this.entries, name), named(fresh, name))),
    );
    const changed = fresh.filter(({ name }) => !unchanged.has(name));
    const isReplaced = (old: Entry): boolean =>
      !old.hidden && changed.some((e) => e.name === old.name && e.meaning & old.meaning);
    const docsOf = new Map(fresh.map(({ name, docs }) => [name, docs]));
    const kept = this.entries
      .filter((entry) => !isReplaced(entry))
      .map((entry) =>
        unchanged.has(entry.name) ? { ...entry, docs: docsOf.get(entry.name) ?? "" } : entry,
      );
    const replaced = this.entries.filter(isReplaced);

    const taken = new Set([...this.entries, ...fresh].map(({ name }) => name));
    const newNames = new Map<string, string>();
    for (const { name } of replaced) {
      if (newNames.has(name)) continue;
      let n = 1;
      while (taken.has(`${name}$${n}`)) n++;
      newNames.set(name, `${name}$${n}`);
      taken.add(`${name}$${n}`);
    }
    // If only one meaning of a name is replaced, older entries may use the other one.
    for (const { name } of kept) newNames.delete(name);
    const hidden = replaced.filter(({ name }) => newNames.has(name));
    const older = [
      ...kept.map((entry) => this.#renamed(entry, newNames)),
      ...hidden.map((entry) => ({ ...this.#renamed(entry, newNames), hidden: true })),
    ];
    const announced = new Set(this.announced);
    for (const { name } of fresh) {
      if (added.announced.has(name)) announced.add(name);
      else announced.delete(name);
    }
    return new Declarations(
      this.typescript,
      withoutUnused([...older, ...changed]),
      new Set([...this.loose, ...added.loose]),
      announced,
      new Map([...this.modules, ...added.modules]),
    );
  }

  #renamed(entry: Entry, newNames: ReadonlyMap<string, string>): Entry {
    if (![...newNames.keys()].some((n) => n === entry.name || entry.mentions.has(n))) return entry;
    let { text } = entry;
    for (const place of mentionsIn(
      this.typescript,
      parseDeclarations(this.typescript, text),
    ).reverse()) {
      const name = newNames.get(place.text);
      if (name === undefined) continue;
      const before = place.isImported ? `${place.text} as ` : "";
      text = text.slice(0, place.start) + before + name + text.slice(place.end);
    }
    const mentions = new Set([...entry.mentions].map((n) => newNames.get(n) ?? n));
    return { ...entry, name: newNames.get(entry.name) ?? entry.name, text, mentions };
  }
}

const named = (entries: readonly Entry[], name: string): Entry[] =>
  entries.filter((entry) => entry.name === name);

const same = (a: readonly Entry[], b: readonly Entry[]): boolean =>
  a.length === b.length && a.every(({ text }, i) => text === b[i]!.text);

/** Drops hidden entries that no visible entry mentions, directly or through others. */
function withoutUnused(entries: readonly Entry[]): Entry[] {
  const used = new Set<string>();
  const visit = ({ mentions }: Entry): void => {
    for (const name of mentions) {
      if (used.has(name)) continue;
      used.add(name);
      for (const entry of entries) if (entry.hidden && entry.name === name) visit(entry);
    }
  };
  for (const entry of entries) if (!entry.hidden) visit(entry);
  return entries.filter(({ name, hidden }) => !hidden || used.has(name));
}

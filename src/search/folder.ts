import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256 } from "../models/checkpoint.js";
import { clearUnfinished, writeFileAtomic } from "../files/durable.js";
import { formatConfiguration, formatParameter, type Space } from "./space.js";
import type { TrialRecord } from "./trial.js";

/** The settings that identify a search: its folder holds no trials of another one. */
export interface SearchIdentity {
  readonly format: 1;
  readonly seed: number;
  /** How configurations are found. */
  readonly source: string;
  /** The space as written in code, parameter by parameter. */
  readonly space: Readonly<Record<string, string>>;
}

/** The identity of a search over a space. */
export function identityOf(space: Space, source: string, seed: number): SearchIdentity {
  const parameters = Object.entries(space).map(
    ([name, parameter]) => [name, formatParameter(parameter)] as const,
  );
  return { format: 1, seed, source, space: Object.fromEntries(parameters) };
}

/** Which trial: a configuration on a budget. */
type TrialKey = Pick<TrialRecord, "configuration" | "config" | "budget">;

/** The folder of a search's trials: one JSON file each, written atomically. */
export class SearchFolder {
  private constructor(readonly path: string) {}

  /**
   * Opens the folder of a search, or makes it.
   *
   * @throws Error when it holds another search, or cannot be read or written
   */
  static async open(path: string, identity: SearchIdentity): Promise<SearchFolder> {
    const file = join(path, "search.json");
    const stored = (await readSealed(file)) as SearchIdentity | undefined;
    if (stored) checkSame(path, stored, identity);
    else await writeSealed(file, identity);
    await clearUnfinished(path);
    return new SearchFolder(path);
  }

  /** The folder that a configuration has to itself, the same in every round. */
  ofConfiguration(configuration: number): string {
    return join(this.path, `configuration-${padded(configuration)}`);
  }

  /**
   * A finished trial.
   *
   * @returns undefined when there is none yet
   * @throws Error when its file is damaged, or of another configuration
   */
  async read(trial: TrialKey): Promise<TrialRecord | undefined> {
    const file = this.#file(trial);
    const record = (await readSealed(file)) as TrialRecord | undefined;
    if (!record) return undefined;
    if (JSON.stringify(record.config) !== JSON.stringify(trial.config)) {
      throw new Error(
        `${file} is expected to be the trial of ${formatConfiguration(trial.config)} but is that of ` +
          `${formatConfiguration(record.config)}; pass another folder.`,
      );
    }
    // JSON has no NaN and no infinity: a secondary metric that was not finite is read as NaN.
    const metrics = Object.entries(record.metrics).map(([name, x]) => [name, x ?? NaN] as const);
    return { ...record, metrics: Object.fromEntries(metrics) };
  }

  /** Keeps a finished trial. @throws Error when it cannot be written */
  async write(record: TrialRecord): Promise<void> {
    await writeSealed(this.#file(record), record);
  }

  #file({ configuration, budget }: TrialKey): string {
    return join(this.path, `trial-${padded(configuration)}-budget-${budget}.json`);
  }
}

const padded = (configuration: number) => String(configuration).padStart(4, "0");

function checkSame(path: string, stored: SearchIdentity, current: SearchIdentity): void {
  const flat = ({ space, ...settings }: SearchIdentity) =>
    new Map(Object.entries<unknown>({ ...settings, ...prefixed(space) }));
  const [before, now] = [flat(stored), flat(current)];
  for (const name of new Set([...before.keys(), ...now.keys()])) {
    if (before.get(name) === now.get(name)) continue;
    throw new Error(
      `${path} is expected to hold trials of this search but is of one whose ${name} is ` +
        `${before.get(name) ?? "absent"} where now it is ${now.get(name) ?? "absent"}; ` +
        `restore that, or pass another folder.`,
    );
  }
}

const prefixed = (space: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(space).map(([name, value]) => [`parameter ${name}`, value]));

/** Writes a value as JSON with its checksum. */
async function writeSealed(file: string, content: object): Promise<void> {
  const sealed = { sha256: sha256(JSON.stringify(content)), content };
  try {
    await writeFileAtomic(file, `${JSON.stringify(sealed, null, 2)}\n`);
  } catch (error) {
    throw new Error(
      `${file} is expected to be written but cannot be (${codeOf(error)}): it would hold ` +
        `${JSON.stringify(content)}; free space or choose another folder, then run the search again.`,
      { cause: error },
    );
  }
}

/** The value that {@link writeSealed} wrote, verified; undefined when there is no such file. */
async function readSealed(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw new Error(
      `${file} is expected to be readable but is not (${codeOf(error)}); check its permissions.`,
      { cause: error },
    );
  }
  try {
    const { sha256: seal, content } = JSON.parse(text);
    if (seal === sha256(JSON.stringify(content))) return content;
  } catch {
    // Not even JSON: the same to the user.
  }
  throw new Error(
    `${file} is expected to be as the search wrote it but is truncated or altered; ` +
      `delete it, and what it held is done again.`,
  );
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}

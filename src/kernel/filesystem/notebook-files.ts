/** The files of a notebook as TypeScript reads them: those on the disk, and others in memory. */
import type ts from "typescript";
import type { TypeScript } from "../tslab.js";
import { borrowPackages } from "./borrowed-packages.js";
import { FileVersions } from "./file-versions.js";
import { serveGlobals } from "./globals.js";

interface File {
  readonly version: string;
  readonly snapshot: ts.IScriptSnapshot;
}

export class NotebookFiles {
  /** The disk with borrowed packages, the types of globals, and the files in memory. */
  readonly system: ts.System;
  readonly #onDisk = new Map<string, File>();
  readonly #inMemory = new Map<string, File>();
  readonly #versions = new FileVersions();
  #written = 0;

  constructor(private readonly typescript: TypeScript) {
    const disk = serveGlobals(borrowPackages(typescript.sys));
    this.system = Object.assign(Object.create(disk) as ts.System, {
      fileExists: (file: string) => this.#inMemory.has(file) || disk.fileExists(file),
      readFile: (file: string, encoding?: string) =>
        textOf(this.#inMemory.get(file)) ?? disk.readFile(file, encoding),
    });
  }

  /** Looks at the disk again from now on. */
  lookAgain(): void {
    this.#versions.lookAgain();
  }

  /** A text that changes with the file. */
  versionOf(file: string): string {
    return this.#inMemory.get(file)?.version ?? this.#versions.of(file);
  }

  /** The text as TypeScript takes it; undefined if there is no such file. */
  snapshotOf(file: string): ts.IScriptSnapshot | undefined {
    const version = this.versionOf(file);
    const lastRead = this.#inMemory.get(file) ?? this.#onDisk.get(file);
    if (lastRead?.version === version) return lastRead.snapshot;
    const text = this.system.readFile(file);
    if (text === undefined) return undefined;
    const snapshot = this.typescript.ScriptSnapshot.fromString(text);
    this.#onDisk.set(file, { version, snapshot });
    return snapshot;
  }

  /** Adds a file in memory, or exchanges its text. */
  write(file: string, text: string): void {
    if (textOf(this.#inMemory.get(file)) === text) return;
    const snapshot = this.typescript.ScriptSnapshot.fromString(text);
    this.#inMemory.set(file, { version: `written ${++this.#written}`, snapshot });
  }

  /** Removes a file in memory. */
  remove(file: string): void {
    this.#inMemory.delete(file);
  }
}

const textOf = (file: File | undefined): string | undefined =>
  file?.snapshot.getText(0, file.snapshot.getLength());

/**
 * What the type checker makes of a text as the next cell of the notebook: the common ground of
 * completion and inspection.
 */
import type ts from "typescript";
import type { TypeScript } from "../tslab.js";

export interface CellView {
  readonly typescript: TypeScript;
  readonly program: ts.Program;
  readonly file: ts.SourceFile;
  /** The text that was asked about. */
  readonly code: string;
  /** Where `code` starts in the file, after what tslab puts before it. */
  readonly offset: number;
}

import { UnreadableImage } from "./picture.js";

/** A file that could not be used. */
export interface SkippedFile {
  readonly path: string;
  /** Why, in words that go on from the file's name: `is truncated`. */
  readonly reason: string;
}

/** Why a file is skipped; `undefined` when the fault is not the file's. */
export function reasonOf(error: unknown): string | undefined {
  return error instanceof UnreadableImage ? error.message : undefined;
}

/**
 * One line on stderr for all files that are skipped.
 *
 * @param used number of files that are not
 * @throws Error when all files are skipped
 */
export function reportSkipped(path: string, skipped: readonly SkippedFile[], used: number): void {
  if (skipped.length === 0) return;
  const few = examples(skipped).map((file) => `${file.path} ${file.reason}`);
  const more = skipped.length > few.length ? `; and ${skipped.length - few.length} more` : "";
  const reasons = `${few.join("; ")}${more}`;
  if (used === 0) {
    throw new Error(
      `${path} is expected to hold images that can be used but has none: ${reasons}; correct the ` +
        `files, or ask for smaller images where they are too small.`,
    );
  }
  console.error(
    `${path}: ${skipped.length} of ${skipped.length + used} files skipped: ${reasons}.`,
  );
}

/** One file for each of the first three reasons. */
function examples(skipped: readonly SkippedFile[]): readonly SkippedFile[] {
  const firsts = new Map<string, SkippedFile>();
  for (const file of skipped) if (!firsts.has(file.reason)) firsts.set(file.reason, file);
  return [...firsts.values()].slice(0, 3);
}

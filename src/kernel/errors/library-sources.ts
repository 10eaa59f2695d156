/**
 * Positions in libraries that bring source maps.
 *
 * Broken in bare tslab: stack traces name lines of built files, which nobody wrote or can read.
 * Here a built file whose last comment names a source map, in the file itself or beside it, is
 * replaced by the source, if that is on the disk or embedded in the map. Can go when Node does this
 * by itself for code that other code formats.
 */
import fs from "node:fs";
import { SourceMap } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Place } from "./source-positions.js";

/** A larger file would take seconds to read, for one error. */
const LARGEST_BYTES = 8 * 1024 * 1024;

const maps = new Map<string, SourceMap | undefined>();

/** Where `place` is in the source, if there is one. */
export function inLibrarySource(place: Place): Place {
  if (!path.isAbsolute(place.file)) return place;
  if (!maps.has(place.file)) maps.set(place.file, mapOf(place.file));
  const map = maps.get(place.file);
  const entry = map?.findEntry(place.line - 1, place.column - 1);
  if (!map || !entry || !("originalLine" in entry)) return place;
  const { originalSource, originalLine, originalColumn } = entry;
  const file = resolved(originalSource, path.dirname(place.file));
  const embedded = map.payload.sourcesContent?.[map.payload.sources.indexOf(originalSource)];
  if (!file) return place;
  const there = embedded ? isInPackageOf(place.file, file) : fs.existsSync(file);
  if (!there) return place;
  return { file, line: originalLine + 1, column: originalColumn + 1 };
}

/** Embedded sources may have lain in a folder that makes no sense here. */
function isInPackageOf(built: string, source: string): boolean {
  const found = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+[\\/]/.exec(built);
  return source.startsWith(found?.[0] ?? path.dirname(built));
}

/** Maps of bundlers may name sources by addresses that are no files. */
function resolved(source: string, folder: string): string | undefined {
  if (source.startsWith("file:")) return fileURLToPath(source);
  return /^\w+:/.test(source) ? undefined : path.resolve(folder, source);
}

function mapOf(file: string): SourceMap | undefined {
  try {
    const text = mapText(file);
    return text === undefined ? undefined : new SourceMap(JSON.parse(text));
  } catch {
    return undefined; // a broken map is none
  }
}

function mapText(file: string): string | undefined {
  const { size } = fs.statSync(file);
  if (size > LARGEST_BYTES) return undefined;
  const text = fs.readFileSync(file, "utf8");
  const at = text.lastIndexOf("//# sourceMappingURL=");
  if (at < 0) return undefined;
  const url = text.slice(at + "//# sourceMappingURL=".length).split(/\s/, 1)[0]!;
  const inline = /^data:application\/json[^,]*;base64,(.*)$/.exec(url);
  if (inline) return Buffer.from(inline[1]!, "base64").toString();
  const beside = path.resolve(path.dirname(file), decodeURIComponent(url));
  return fs.statSync(beside).size > LARGEST_BYTES ? undefined : fs.readFileSync(beside, "utf8");
}

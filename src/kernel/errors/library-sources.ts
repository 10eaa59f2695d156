/**
 * Positions in libraries that ship source maps.
 *
 * Broken in bare tslab: stack traces name lines of built files, which nobody wrote or can read.
 * Fixed here: if a built file ends with a comment that names a source map, in the file itself or
 * beside it, the source is named instead, provided that it is on the disk or embedded in the map.
 * Can go when Node does this for a program that formats stack traces itself.
 */
import fs from "node:fs";
import { SourceMap } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Place } from "./place.js";

/** Reading a larger file would take seconds, for one error. */
const LARGEST_BYTES = 8 * 1024 * 1024;

const maps = new Map<string, SourceMap | undefined>();

/** The place in the source that `place` in a built file comes from; `place` itself if unknown. */
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

/** Embedded sources may name a folder of the machine on which they were built. */
function isInPackageOf(built: string, source: string): boolean {
  const packageFolder = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+[\\/]/.exec(built);
  return source.startsWith(packageFolder?.[0] ?? path.dirname(built));
}

/** Bundlers may name sources by URLs that are not files. */
function resolved(source: string, folder: string): string | undefined {
  if (source.startsWith("file:")) return fileURLToPath(source);
  return /^\w+:/.test(source) ? undefined : path.resolve(folder, source);
}

function mapOf(file: string): SourceMap | undefined {
  try {
    const text = mapText(file);
    return text === undefined ? undefined : new SourceMap(JSON.parse(text));
  } catch {
    return undefined; // a broken map counts as no map
  }
}

function mapText(file: string): string | undefined {
  const { size } = fs.statSync(file);
  if (size > LARGEST_BYTES) return undefined;
  const text = fs.readFileSync(file, "utf8");
  const comment = text.lastIndexOf("//# sourceMappingURL=");
  if (comment < 0) return undefined;
  const url = text.slice(comment + "//# sourceMappingURL=".length).split(/\s/, 1)[0]!;
  const inline = /^data:application\/json[^,]*;base64,(.*)$/.exec(url);
  if (inline) return Buffer.from(inline[1]!, "base64").toString();
  const beside = path.resolve(path.dirname(file), decodeURIComponent(url));
  return fs.statSync(beside).size > LARGEST_BYTES ? undefined : fs.readFileSync(beside, "utf8");
}

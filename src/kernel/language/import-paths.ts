/**
 * Completion inside the quotes of an import: files beside the notebook, packages (those of the
 * kernel included), their subpaths, and Node's modules.
 */
import fs from "node:fs";
import { builtinModules } from "node:module";
import path from "node:path";
import type ts from "typescript";
import { packageName, packageRoot, kernelModuleFolders } from "../filesystem/borrowed-packages.js";
import type { TypeScript } from "../tslab.js";
import { workingFolder } from "../working-folder.js";
import { rank, type Match, type Matches } from "./completion.js";

/**
 * Completions of the specifier around `position`; undefined if there is no specifier. The text is
 * only parsed: type-checking it would load the module that the unfinished specifier names.
 */
export function completeImport(
  typescript: TypeScript,
  code: string,
  position: number,
): Matches | undefined {
  const file = typescript.createSourceFile("cell.ts", code, typescript.ScriptTarget.Latest, true);
  const node = nodeAt(typescript, file, position);
  if (!typescript.isStringLiteralLike(node) || !isSpecifier(typescript, node)) return undefined;
  const start = node.getStart(file) + 1;
  const close = start + code.slice(start).search(new RegExp(`[${code[start - 1]!}\\n]|$`));
  if (position < start || position > close) return undefined;
  const typed = code.slice(start, position);
  // "fs" matches "node:fs" too.
  const nameOf = (text: string): string =>
    typed.startsWith("node:") ? text : text.replace(/^node:/, "");
  const named = candidates(typed).map((match) => ({
    ...match,
    name: nameOf(match.text),
    sortText: "",
  }));
  const matches = rank(named, typed).map(({ text, type }): Match => ({ text, type }));
  return { start, end: close, matches };
}

/** The innermost node that ends at `position` or contains it. */
function nodeAt(typescript: TypeScript, file: ts.SourceFile, position: number): ts.Node {
  let node: ts.Node = file;
  for (let inner: ts.Node | undefined = file; inner;) {
    node = inner;
    inner = typescript.forEachChild(node, (child) =>
      child.getStart(file) < position && position <= child.end ? child : undefined,
    );
  }
  return node;
}

function isSpecifier(typescript: TypeScript, node: ts.Node): boolean {
  const { parent } = node;
  if (typescript.isImportDeclaration(parent) || typescript.isExportDeclaration(parent)) return true;
  if (typescript.isExternalModuleReference(parent)) return true;
  if (typescript.isLiteralTypeNode(parent)) return typescript.isImportTypeNode(parent.parent);
  if (!typescript.isCallExpression(parent) || parent.arguments[0] !== node) return false;
  const { expression } = parent;
  if (expression.kind === typescript.SyntaxKind.ImportKeyword) return true;
  return typescript.isIdentifier(expression) && expression.text === "require";
}

function candidates(typed: string): Match[] {
  if (typed === "." || typed === "..") return [".", ".."].map((dots) => folderMatch(`${dots}/`));
  if (/^\.{0,2}\//.test(typed)) {
    const folder = typed.slice(0, typed.lastIndexOf("/") + 1);
    return filesIn(path.resolve(folder), folder);
  }
  const [, name, subpath] = /^((?:@[^/]+\/)?[^/@]+)(\/.*)?$/.exec(typed) ?? [];
  if (typed.startsWith("node:")) return packages();
  return name !== undefined && subpath !== undefined ? subpaths(name, subpath) : packages();
}

const folderMatch = (text: string): Match => ({ text, type: "path" });

/** The files in `folder` that can be imported, as specifiers that start with `prefix`. */
function filesIn(folder: string, prefix: string): Match[] {
  return entriesOf(folder).flatMap((entry): Match[] => {
    if (entry.name.startsWith(".") || entry.name === "node_modules") return [];
    if (isFolder(folder, entry)) return [folderMatch(`${prefix}${entry.name}/`)];
    if (!/\.(?:[cm]?[jt]s|[jt]sx|json)$/.test(entry.name)) return [];
    // A TypeScript file is imported without its extension, a file of declarations not at all.
    if (/\.d\.[cm]?ts$/.test(entry.name)) return [];
    return [{ text: prefix + entry.name.replace(/\.tsx?$/, ""), type: "module" }];
  });
}

function packages(): Match[] {
  const names = new Set([packageName, "tslab"]);
  for (const folder of moduleFolders())
    for (const { name } of entriesOf(folder)) {
      if (name.startsWith(".") || name === "@types") continue;
      if (!name.startsWith("@")) names.add(name);
      else
        for (const inner of entriesOf(path.join(folder, name))) names.add(`${name}/${inner.name}`);
    }
  const builtin = builtinModules.filter((name) => !name.startsWith("_"));
  for (const name of builtin) names.add(name.startsWith("node:") ? name : `node:${name}`);
  return [...names].map((text) => ({ text, type: "module" }));
}

/** The exports of package `name` beside its main module; its files if it lists no exports. */
function subpaths(name: string, subpath: string): Match[] {
  const folder = [
    ...(name === packageName ? [packageRoot] : []),
    ...moduleFolders().map((modules) => path.join(modules, name)),
  ].find((candidate) => fs.existsSync(path.join(candidate, "package.json")));
  if (folder === undefined) return [];
  const exported = exportsOf(folder);
  if (!exported) {
    const inside = subpath.slice(0, subpath.lastIndexOf("/") + 1);
    return filesIn(path.join(folder, inside), name + inside);
  }
  const keys = Object.keys(exported).filter((key) => key.startsWith("./") && !key.includes("*"));
  return keys.map((key) => ({ text: name + key.slice(1), type: "module" }));
}

function exportsOf(folder: string): object | undefined {
  try {
    const text = fs.readFileSync(path.join(folder, "package.json"), "utf8");
    const { exports } = JSON.parse(text) as { exports?: unknown };
    return typeof exports === "object" && exports !== null ? exports : undefined;
  } catch {
    return undefined;
  }
}

/** node_modules folders, nearest first, and those of the kernel last. */
function moduleFolders(): string[] {
  const above: string[] = [];
  for (let folder = workingFolder(); ; folder = path.dirname(folder)) {
    above.push(path.join(folder, "node_modules"));
    if (folder === path.dirname(folder)) return [...above, ...kernelModuleFolders];
  }
}

function entriesOf(folder: string): fs.Dirent[] {
  try {
    return fs.readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function isFolder(parent: string, entry: fs.Dirent): boolean {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return (
    fs.statSync(path.join(parent, entry.name), { throwIfNoEntry: false })?.isDirectory() ?? false
  );
}

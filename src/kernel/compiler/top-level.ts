/** Facts about a cell that follow from its syntax, without the type checker. */
import type ts from "typescript";
import type { TypeScript } from "../tslab.js";

/** All names that a cell declares at its top level, in the order of the text. */
export function topLevelNames(typescript: TypeScript, file: ts.SourceFile): string[] {
  const { bindSourceFile } = typescript as unknown as {
    bindSourceFile(file: ts.SourceFile, options: ts.CompilerOptions): void;
  };
  // Strict, as in a module: a function in a block belongs to the block.
  bindSourceFile(file, { target: typescript.ScriptTarget.ES2022, alwaysStrict: true });
  const { locals } = file as unknown as { locals?: Map<ts.__String, ts.Symbol> };
  const isGlobal = ({ declarations: [first] = [] }: ts.Symbol): boolean =>
    first !== undefined &&
    typescript.isModuleDeclaration(first) &&
    Boolean(first.flags & typescript.NodeFlags.GlobalAugmentation);
  return [...(locals ?? [])]
    .filter(([, symbol]) => !isGlobal(symbol)) // `declare global { … }`
    .map(([name]) => typescript.unescapeLeadingUnderscores(name))
    .filter((name) => !name.startsWith('"')); // `declare module "x" { … }`
}

/** Whether a name is only announced, with `declare`, in all its declarations. */
export function isAnnounced(typescript: TypeScript, file: ts.SourceFile) {
  const { locals } = file as unknown as { locals: Map<ts.__String, ts.Symbol> };
  return (name: string): boolean => {
    const declarations = locals.get(typescript.escapeLeadingUnderscores(name))?.declarations ?? [];
    return declarations.every(
      (d) => typescript.getCombinedModifierFlags(d) & typescript.ModifierFlags.Ambient,
    );
  };
}

/** Whether the last statement that does anything is an expression. */
export function endsWithValue(typescript: TypeScript, file: ts.SourceFile): boolean {
  const last = file.statements
    .filter(
      (s) =>
        !typescript.isFunctionDeclaration(s) && // which has run before, wherever it stands
        !typescript.isInterfaceDeclaration(s) &&
        !typescript.isTypeAliasDeclaration(s) &&
        !typescript.isImportDeclaration(s) &&
        !typescript.isExportDeclaration(s) &&
        !typescript.isEmptyStatement(s),
    )
    .at(-1);
  return last !== undefined && typescript.isExpressionStatement(last);
}

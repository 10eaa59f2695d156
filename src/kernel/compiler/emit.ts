/** The JavaScript and the declarations that TypeScript emits for one file of the notebook. */
import type ts from "typescript";
import type { TypeScript } from "../tslab.js";
import { dynamicImports, requiredImports, retyped } from "./emitted-types.js";
import { evolvedTypes } from "./evolved-types.js";

type Emit = (
  file: ts.SourceFile,
  write: ts.WriteFileCallback,
  token: undefined,
  onlyDeclarations: boolean,
  transformers: ts.CustomTransformers,
  /** Not in TypeScript's public types: whether declarations with errors are emitted, too. */
  always: boolean,
) => void;

export function emit(
  typescript: TypeScript,
  program: ts.Program,
  file: ts.SourceFile,
): { code: string; declarations: string } {
  let code = "";
  let declarations = "";
  const write: ts.WriteFileCallback = (name, text) => {
    if (name.endsWith(".d.ts")) declarations = text;
    else if (/\.[cm]?jsx?$/.test(name)) code = text;
  };
  const imported = dynamicImports(typescript);
  const evolved = evolvedTypes(typescript, program.getTypeChecker());
  const transformers: ts.CustomTransformers = {
    before: [requiredImports(typescript)],
    afterDeclarations: [
      retyped(typescript, (...variable) => imported(...variable) ?? evolved(...variable)),
    ],
  };
  (program.emit as Emit)(file, write, undefined, false, transformers, true);
  return { code, declarations };
}

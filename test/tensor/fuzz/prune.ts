import type { Argument, Call, Program, Statement } from "./program.js";

/** The values that an argument refers to. */
export const namesOf = (argument: Argument): readonly string[] => {
  if ("ref" in argument) return [argument.ref];
  return "refs" in argument ? argument.refs : [];
};

/** A program without the statements, inputs and variables of which nothing depends. */
export function pruned(program: Program): Program {
  const needed = new Set(program.results);
  const keep = <S extends Statement>(statements: readonly S[]): S[] => {
    const kept: S[] = [];
    for (const statement of [...statements].reverse()) {
      if (statement.kind === "assign") {
        needed.add(statement.variable).add(statement.value);
      } else {
        if (!needed.has(statement.name)) continue;
        for (const name of statement.args.flatMap(namesOf)) needed.add(name);
        if (statement.fn.includes("inner")) needed.add("inner");
      }
      kept.unshift(statement);
    }
    return kept;
  };
  const after = keep(program.after);
  const hasLoss = needed.has("loss") || program.optimizer !== undefined;
  if (hasLoss && program.lossValue !== undefined) needed.add(program.lossValue);
  const loss = hasLoss ? keep(program.loss) : [];
  const before = keep(program.before);
  if (program.inner && needed.has("inner")) needed.add(program.inner.result);
  const body: Call[] = needed.has("inner") ? keep(program.inner!.body) : [];
  const inputs = program.inputs.filter(({ name }) => needed.has(name));
  const passed = inputs.map(({ variable }) => variable);
  return {
    ...program,
    inputs,
    variables: program.variables.filter(({ name }) => needed.has(name) || passed.includes(name)),
    inner: needed.has("inner") ? { ...program.inner!, body } : undefined,
    before,
    loss,
    lossValue: hasLoss ? program.lossValue : undefined,
    after,
  };
}

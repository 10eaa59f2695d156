import type { Argument, Call, Program, Statement } from "./program.js";
import { namesOf, pruned } from "./prune.js";

/**
 * The smallest program that still has a fault, among those that lack one thing after the other. It
 * goes on from what fast-check leaves, which cannot drop a statement and keep those around it.
 *
 * @param isFaulty of a program that may not even run
 */
export function reduce(program: Program, isFaulty: (program: Program) => boolean): Program {
  for (const candidate of smaller(program)) {
    const smallest = pruned(candidate);
    if (isFaulty(smallest)) return reduce(smallest, isFaulty);
  }
  return program;
}

function* smaller(program: Program): Generator<Program> {
  const { runs, inputs, variables, inner } = program;
  if (program.optimizer !== undefined) yield { ...program, optimizer: undefined };
  if (runs.length > 1) yield* without(runs).map((fewer) => ({ ...program, runs: fewer }));
  if (program.results.length > 1) {
    yield* without(program.results).map((results) => ({ ...program, results }));
  }
  for (const block of ["before", "loss", "after"] as const) {
    for (const statement of program[block]) {
      const others = (program[block] as readonly Statement[]).filter(
        (other) => other !== statement,
      );
      yield replaced({ ...program, [block]: others }, statement);
    }
  }
  for (const call of inner?.body ?? []) {
    const body = inner!.body.filter((other) => other !== call);
    yield replaced({ ...program, inner: { ...inner!, body } }, call);
  }
  for (const input of inputs.filter(({ variable }) => variable !== undefined)) {
    const plain = { ...input, variable: undefined };
    yield { ...program, inputs: inputs.map((other) => (other === input ? plain : other)) };
  }
  const simple = { from: "fill", scale: 1, seed: 0 } as const;
  for (const kind of ["inputs", "variables"] as const) {
    for (const value of kind === "inputs" ? inputs : variables) {
      if (value.numbers.from === "fill" && value.numbers.scale === 1) continue;
      const changed = { ...value, numbers: simple };
      const all = (program[kind] as readonly object[]).map((x) => (x === value ? changed : x));
      yield { ...program, [kind]: all };
    }
  }
}

const without = <T>(list: readonly T[]): T[][] =>
  list.map((_, index) => list.filter((_, other) => other !== index));

/** The program with the first operand of a dropped statement in place of its result. */
function replaced(program: Program, dropped: Statement): Program {
  if (dropped.kind === "assign") return program;
  const [operand] = dropped.args.flatMap(namesOf);
  if (operand === undefined) return program;
  const rename = (name: string) => (name === dropped.name ? operand : name);
  const argument = (given: Argument): Argument => {
    if ("ref" in given) return { ref: rename(given.ref) };
    return "refs" in given ? { refs: given.refs.map(rename) } : given;
  };
  const inCall = (call: Call): Call => ({ ...call, args: call.args.map(argument) });
  const inStatement = (statement: Statement): Statement =>
    statement.kind === "call"
      ? inCall(statement)
      : { ...statement, value: rename(statement.value) };
  const { inner, lossValue } = program;
  return {
    ...program,
    before: program.before.map(inStatement),
    loss: program.loss.map(inCall),
    after: program.after.map(inStatement),
    lossValue: lossValue === undefined ? undefined : rename(lossValue),
    results: program.results.map(rename),
    inner: inner && { ...inner, body: inner.body.map(inCall), result: rename(inner.result) },
  };
}

/** From drawn numbers to a program that runs. */
import * as tf from "@tensorflow/tfjs";
import { Builder } from "./builder.js";
import { build, execute, innerFunction, trained } from "./execute.js";
import { DTYPES, EXTREME_SCALES, FAMILIES, SCALES, type Genes, type TensorGenes } from "./genes.js";
import { isFloat, ref } from "./operations.js";
import { OPTIMIZERS } from "./optimizers.js";
import { namesOf } from "./prune.js";
import { shapeOf, type Inner, type Input, type Numbers, type Program } from "./program.js";
import type { Run, Value, Variable } from "./program.js";

function numbersOf({ from, scale, seed }: TensorGenes, extreme: boolean): Numbers {
  const scales = extreme ? EXTREME_SCALES : SCALES;
  return {
    from: (["fill", "normal", "uniform"] as const)[from]!,
    scale: scales[scale % scales.length]!,
    seed,
  };
}

/** The program of these numbers. */
export function realize(genes: Genes): Program {
  const shapes = FAMILIES[genes.family]!;
  const variables = genes.variables.map((drawn, index): Variable => {
    const shape = shapes.variables[drawn.shape % shapes.variables.length]!;
    const dtype = DTYPES[drawn.dtype] === "int32" ? "int32" : "float32";
    return { name: `w${index}`, shape, dtype, numbers: numbersOf(drawn, genes.extreme) };
  });
  const inputs = genes.inputs.map((drawn, index): Input => {
    const variable = drawn.variable === null ? undefined : variables[drawn.variable];
    const name = `x${index}`;
    const numbers = numbersOf(drawn, genes.extreme);
    if (variable) {
      const { shape, dtype } = variable;
      return { name, shape, dtype, numbers, batched: false, variable: variable.name };
    }
    const shape = shapes.inputs[drawn.shape % shapes.inputs.length]!;
    return { name, shape, dtype: DTYPES[drawn.dtype]!, numbers, batched: shape.length > 1 };
  });
  const runs = genes.runs.map(({ batch }, index): Run => ({ batch: 2 + batch, n: index + 1 }));
  let program: Program;
  tf.tidy(() => void (program = statementsOf(genes, { inputs, variables, runs })));
  return runnable(program!);
}

type Given = Pick<Program, "inputs" | "variables" | "runs">;

function statementsOf(genes: Genes, given: Given): Program {
  const { extreme } = genes;
  const empty = { ...given, extreme, before: [], loss: [], after: [], results: [] };
  const variables = new Map<string, tf.Tensor>();
  for (const { name, shape, dtype, numbers } of given.variables) {
    // Not variables: what a program assigns must not change what its other operations are tried on.
    variables.set(name, build([...shape], dtype, numbers));
  }
  const scope = new Map(variables);
  for (const input of given.inputs) {
    const { name, dtype, numbers } = input;
    const tensor =
      input.variable === undefined
        ? build(shapeOf(input, given.runs[0]!.batch), dtype, numbers)
        : variables.get(input.variable)!;
    scope.set(name, tensor);
  }
  const n: Value = { name: "n", shape: [], dtype: "float32" };
  scope.set("n", tf.scalar(1));
  const shaped = (value: Value): Value => ({ ...value, shape: scope.get(value.name)!.shape });
  const values = [n, ...[...given.variables, ...given.inputs].map(shaped)];

  const inner = innerOf(genes, values, scope, variables);
  const context = { inner: innerFunction({ ...empty, inner }, variables) };
  const settings = { stepped: true, extreme };
  const before = new Builder(scope, values, context, "b", settings);
  genes.before.forEach((drawn) => before.add(drawn));

  const loss = new Builder(new Map(scope), [...values], context, "l", settings);
  genes.loss.forEach((drawn) => loss.add({ ...drawn, assigns: null }));
  const base = connected(loss, loss.last ?? values.filter(isFloat).at(-1)!, given.variables);
  const lossValue = genes.hasLoss ? loss.call({ fn: "tf.mean", args: [ref(base)] }) : undefined;
  if (lossValue) {
    scope.set("loss", loss.scope.get(lossValue.name)!);
    values.push({ ...lossValue, name: "loss" });
  }

  const after = new Builder(scope, values, context, "a", settings);
  genes.after.forEach((drawn) => after.add(drawn));
  const last = [before, after].map((builder) => builder.calls.at(-1)?.name);
  const results = [...last, lossValue && "loss"].filter((name) => name !== undefined);
  return {
    ...given,
    extreme,
    inner,
    before: before.statements,
    loss: lossValue ? loss.calls : [],
    lossValue: lossValue?.name,
    optimizer: genes.optimizer === null ? undefined : Object.keys(OPTIMIZERS)[genes.optimizer],
    after: after.statements,
    results,
  };
}

/** A value that depends on a variable, so that there is something to train. */
function connected(builder: Builder, value: Value, variables: readonly Variable[]): Value {
  const [variable] = variables.filter(isFloat);
  if (!variable) return value;
  const sources = new Set([value.name]);
  for (const call of [...builder.calls].reverse()) {
    if (sources.has(call.name)) call.args.flatMap(namesOf).forEach((name) => sources.add(name));
  }
  if (variables.some(({ name }) => sources.has(name))) return value;
  const mean = builder.call({ fn: "tf.mean", args: [ref(variable)] });
  return (mean && builder.call({ fn: "tf.mul", args: [ref(value), ref(mean)] })) ?? value;
}

function innerOf(
  { inner, extreme }: Genes,
  values: readonly Value[],
  scope: Map<string, tf.Tensor>,
  variables: Map<string, tf.Tensor>,
): Inner | undefined {
  const like = values.filter((value) => isFloat(value) && value.name !== "n").at(-1);
  if (!like) return undefined;
  const local = new Map(variables).set("x", scope.get(like.name)!);
  const seen = [...values.filter(({ name }) => variables.has(name)), { ...like, name: "x" }];
  const builder = new Builder(local, seen, {}, "i", { stepped: false, extreme });
  inner.forEach((drawn) => builder.add(drawn));
  const result = builder.last;
  return result && { parameter: "x", body: builder.calls, result: result.name };
}

/** The part of a program that runs eagerly: without the optimizer, or the calls, that throw. */
function runnable(program: Program): Program {
  const { lossValue, optimizer, runs } = program;
  const trains = lossValue !== undefined && optimizer !== undefined && trained(program).length > 0;
  const untrained = { ...program, optimizer: undefined };
  const alike = runs.filter(({ batch }) => batch === runs[0]!.batch);
  const attempts = [
    ...(trains ? [program, { ...program, runs: alike }] : []),
    untrained,
    { ...untrained, runs: alike },
    { ...untrained, runs: runs.slice(0, 1) },
  ];
  return (
    attempts.find(succeeds) ?? {
      ...untrained,
      before: [],
      after: [],
      results: [],
      lossValue: undefined,
    }
  );
}

function succeeds(program: Program): boolean {
  try {
    execute(program);
    return true;
  } catch {
    return false;
  }
}

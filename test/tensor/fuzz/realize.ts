/** From drawn numbers to a program that runs: each operation is tried, and left out if it fails. */
import * as fc from "fast-check";
import * as tf from "@tensorflow/tfjs";
import { build, evaluate, execute, innerFunction, trained, type Context } from "./execute.js";
import { ARITHMETIC, isFloat, OPERATIONS, ref, Unfit, type Choices } from "./operations.js";
import { OPTIMIZERS } from "./optimizers.js";
import { namesOf } from "./prune.js";
import { shapeOf, type Assign, type Call, type Dtype, type Inner, type Input } from "./program.js";
import type { Numbers, Program, Run, Statement, Value, Variable } from "./program.js";

/** Shapes that fit together: of inputs, the first axis being the batch, and of variables. */
const FAMILIES = [
  {
    inputs: [[], [4], [2, 4], [2, 1], [1, 4], [2, 2]],
    variables: [[], [4], [4, 4], [1, 4], [4, 2]],
  },
  {
    inputs: [[2, 4, 4, 2], [2, 4, 4, 2], [3, 5, 4, 2], [2, 2], []],
    variables: [[3, 3, 2, 2], [2], [3, 3, 2, 2], [2, 2], [1, 1, 2, 3], [2, 2, 2, 1], []],
  },
];
const SCALES = [1, 3, 0.1];
const EXTREME_SCALES = [1, 1e20, 1e-20, 1e20, 1e-20, 1e10];
const DTYPES: readonly Dtype[] = ["float32", "float32", "float32", "float32", "int32", "bool"];
const LARGEST = 512;

const nat = fc.nat({ max: 255 });
/** One of `count` numbers in one of `chance` cases, else null. */
const rarely = (chance: number, count: number) =>
  fc.nat({ max: chance * count - 1 }).map((n) => (n % chance === chance - 1 ? n % count : null));
const tensorGenes = fc.record({
  shape: nat,
  from: fc.nat({ max: 2 }),
  scale: nat,
  dtype: fc.nat({ max: DTYPES.length - 1 }),
  seed: fc.nat({ max: 3 }),
  variable: rarely(6, 3),
});
const operationGenes = fc.record({
  operation: fc.nat({ max: OPERATIONS.length - 1 }),
  choices: fc.array(nat, { minLength: 7, maxLength: 7 }),
  assigns: rarely(10, 3),
});
const operations = (maxLength: number) => fc.array(operationGenes, { maxLength, size: "max" });

/** The numbers of which a program is made. They become smaller, and so does the program. */
export const programGenes = fc.record({
  inputs: fc.array(tensorGenes, { maxLength: 3, size: "max" }),
  variables: fc.array(tensorGenes, { maxLength: 3, size: "max" }),
  inner: operations(4),
  before: operations(4),
  loss: operations(9),
  after: operations(3),
  family: fc.nat({ max: FAMILIES.length - 1 }),
  optimizer: fc.option(fc.nat({ max: Object.keys(OPTIMIZERS).length - 1 }), { freq: 4 }),
  hasLoss: fc.nat({ max: 5 }).map((n) => n > 0),
  extreme: fc.nat({ max: 3 }).map((n) => n === 3),
  runs: fc.array(fc.record({ batch: fc.nat({ max: 2 }) }), { minLength: 1, maxLength: 4 }),
});

type Arbitrary<T> = T extends fc.Arbitrary<infer U> ? U : never;
export type Genes = Arbitrary<typeof programGenes>;
type TensorGenes = Arbitrary<typeof tensorGenes>;
type OperationGenes = Arbitrary<typeof operationGenes>;

type Expression = Pick<Call, "fn" | "args" | "member">;

/** Statements under construction, with what is known so far. */
class Builder {
  readonly statements: Statement[] = [];
  constructor(
    readonly scope: Map<string, tf.Tensor>,
    readonly values: Value[],
    readonly context: Context,
    readonly prefix: string,
    readonly settings: { readonly stepped: boolean; readonly extreme: boolean },
  ) {}

  add(genes: OperationGenes): void {
    let call: Expression;
    try {
      const { extreme } = this.settings;
      const operations = extreme ? ARITHMETIC : OPERATIONS;
      const operation = operations[genes.operation % operations.length]!;
      call = operation(new Drawn(genes.choices, this.values));
    } catch (error) {
      if (error instanceof Unfit) return;
      throw error;
    }
    const args = this.settings.stepped ? call.args : call.args.map(unstepped);
    if (this.call({ ...call, args }) && genes.assigns !== null) this.assign(genes.assigns);
  }

  /** @returns undefined, and adds nothing, if the operation throws or its result is of no use */
  call(call: Expression): Value | undefined {
    const name = `${this.prefix}${this.statements.length}`;
    const statement: Call = { kind: "call", name, ...call };
    let tensor: tf.Tensor;
    try {
      tensor = evaluate(statement, this.scope, this.context);
    } catch {
      return undefined; // TF.js refuses these operands
    }
    const { shape, dtype, size } = tensor;
    if (size === 0 || size > LARGEST) return undefined;
    if (!tensor.dataSync().every(Number.isFinite)) return undefined;
    this.statements.push(statement);
    this.scope.set(name, tensor);
    const value = { name, shape, dtype: dtype as Dtype };
    this.values.push(value);
    return value;
  }

  /** Assigns the last value to one of the variables, or adds its mean if the shapes differ. */
  assign(drawn: number): void {
    const variables = this.values.filter(({ name }) => /^w/.test(name));
    const variable = variables[drawn % variables.length];
    let value = this.values.at(-1);
    if (!variable || !value || this.prefix === "i") return;
    if (value.dtype !== variable.dtype) return;
    if (String(value.shape) !== String(variable.shape)) {
      if (!isFloat(value)) return;
      const mean = this.call({ fn: "tf.mean", args: [ref(value)] });
      value = mean && this.call({ fn: "tf.add", args: [ref(variable), ref(mean)] });
    }
    if (!value) return;
    const statement: Assign = { kind: "assign", variable: variable.name, value: value.name };
    this.statements.push(statement);
  }

  get last(): Value | undefined {
    return this.calls
      .map(({ name }) => this.named(name))
      .filter(isFloat)
      .at(-1);
  }

  get calls(): Call[] {
    return this.statements.filter((statement) => statement.kind === "call");
  }

  named(name: string): Value {
    return this.values.find((value) => value.name === name)!;
  }
}

const unstepped = (argument: Call["args"][number]) =>
  "key" in argument ? { key: { ...argument.key, stepped: false } } : argument;

class Drawn implements Choices {
  #next = 0;
  constructor(
    readonly numbers: readonly number[],
    readonly values: readonly Value[],
  ) {}
  number = (n: number): number => this.numbers[this.#next++ % this.numbers.length]! % n;
  of = <T>(options: readonly T[]): T => options[this.number(options.length)]!;
  value = (fits: (value: Value) => boolean = () => true): Value => {
    const fitting = this.values.filter(fits).reverse();
    if (fitting.length === 0) throw new Unfit();
    const drawn = this.number(256);
    // Half of the time the most recent one: programs are deep rather than wide.
    return fitting[drawn < 128 ? 0 : drawn % fitting.length]!;
  };
}

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

/** Builds the statements of a program: each operation is tried, and left out if it fails. */
import * as tf from "@tensorflow/tfjs";
import { evaluate, type Context } from "./execute.js";
import type { OperationGenes } from "./genes.js";
import { ARITHMETIC, isFloat, OPERATIONS, ref, Unfit, type Choices } from "./operations.js";
import type { Assign, Call, Dtype, Statement, Value } from "./program.js";

/** Results with more elements are of no use. */
const LARGEST = 512;

type Expression = Pick<Call, "fn" | "args" | "member">;

/** Statements under construction, with what is known so far. */
export class Builder {
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

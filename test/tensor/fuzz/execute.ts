/** Runs a program: eagerly, captured, or eagerly with noise, which shows how exact it can be. */
import * as tf from "@tensorflow/tfjs";
import * as engine from "../../../src/tensor/index.js";
import type { Noise } from "./noise.js";
import { OPTIMIZERS } from "./optimizers.js";
import { shapeOf, type Argument, type Call, type Input, type Program } from "./program.js";
import type { Numbers, Statement, Variable } from "./program.js";

export type Step = (...inputs: (tf.Tensor | number)[]) => Record<string, tf.Tensor>;
export type Inner = (x: tf.Tensor) => tf.Tensor;

/** How the step and its inner function run; by default as they are written. */
export interface Mode {
  readonly step?: (step: Step) => Step;
  readonly inner?: (inner: Inner) => Inner;
  /** Disturbs each operand of each operation. */
  readonly noise?: Noise;
}

/** The numbers of each result and of each variable after one call, by name. */
export type Snapshot = Readonly<Record<string, Float32Array | Int32Array | Uint8Array>>;

export type Scope = ReadonlyMap<string, tf.Tensor>;

/** Operations that are exact and jump: noise on their operands would show jumps that are not there. */
const EXACT =
  /^(tf\.(greater|less|equal|where|cast|logical\w+|floor|round|sign|step|argMax|gather)|random\w*)$/;

/** The context in which statements run. */
export interface Context {
  readonly inner?: Inner;
  readonly noise?: Noise;
}

/** The function of a name such as `tf.image.resizeBilinear`. */
function resolve(fn: string, { inner }: Context): (...args: unknown[]) => unknown {
  if (fn === "inner") return inner as (...args: unknown[]) => unknown;
  if (fn === "tf.grad(inner)") return tf.grad(inner!) as (...args: unknown[]) => unknown;
  let owner: unknown = { tf, ...engine };
  for (const part of fn.split(".")) owner = (owner as Record<string, unknown>)[part];
  return owner as (...args: unknown[]) => unknown;
}

/** The result of a call. */
export function evaluate(call: Call, scope: Scope, context: Context): tf.Tensor {
  const noise = EXACT.test(call.fn) ? undefined : context.noise;
  const operand = (name: string) => noise?.on(scope.get(name)!) ?? scope.get(name)!;
  const args = call.args.map((argument: Argument): unknown => {
    if ("ref" in argument) return operand(argument.ref);
    if ("refs" in argument) return argument.refs.map(operand);
    if ("literal" in argument) return argument.literal;
    const { seed, stepped } = argument.key;
    return stepped ? { seed, step: scope.get("n") } : { seed };
  });
  const result = resolve(call.fn, context)(...args);
  if (call.member !== undefined) return (result as Record<string, tf.Tensor>)[call.member]!;
  const tensor = result as tf.Tensor;
  return noise?.on(tensor) ?? tensor; // its last rounding
}

/** Runs statements one after the other; the scope gains what they compute. */
export function evaluateAll(
  statements: readonly Statement[],
  scope: Map<string, tf.Tensor>,
  context: Context,
): void {
  for (const statement of statements) {
    if (statement.kind === "call") scope.set(statement.name, evaluate(statement, scope, context));
    else (scope.get(statement.variable) as tf.Variable).assign(scope.get(statement.value)!);
  }
}

/** The tensor of an input or variable; `step` changes what is random from call to call. */
export function build(shape: number[], dtype: tf.DataType, numbers: Numbers, step = 0): tf.Tensor {
  const { from, scale, seed } = numbers;
  const key = { seed, step };
  return tf.tidy(() => {
    if (dtype === "bool") return tf.greater(engine.randomUniform(shape, key), 0.5);
    if (dtype === "int32") {
      return from === "fill"
        ? tf.fill(shape, 2, "int32")
        : engine.randomUniformInt(shape, -3, 4, key);
    }
    if (from === "fill") return tf.fill(shape, scale);
    const draw = from === "normal" ? engine.randomNormal : engine.randomUniform;
    return tf.mul(draw(shape, key), scale);
  });
}

/** The inner function of a program, which sees the variables. */
export function innerFunction(program: Program, scope: Scope, noise?: Noise): Inner | undefined {
  const { inner } = program;
  if (!inner) return undefined;
  return (x) => {
    const local = new Map([...scope, [inner.parameter, x]]);
    evaluateAll(inner.body, local, { noise });
    return local.get(inner.result)!;
  };
}

/** The tensors that are differentiated by an optimizer. */
export const trained = ({ variables }: Program): readonly Variable[] =>
  variables.filter(({ dtype }) => dtype === "float32");

/** Runs all calls of a program from its start; frees everything that it made. */
export function execute(
  program: Program,
  { step: wrap, inner: wrapInner, noise }: Mode = {},
): Snapshot[] {
  const variables = new Map<string, tf.Variable>();
  for (const { name, shape, dtype, numbers } of program.variables) {
    const value = build([...shape], dtype, numbers);
    variables.set(name, tf.variable(value));
    value.dispose();
  }
  const optimizer = program.optimizer === undefined ? undefined : OPTIMIZERS[program.optimizer]!();
  const plain = innerFunction(program, variables, noise);
  const inner = plain && wrapInner ? wrapInner(plain) : plain;
  const context = { inner, noise };

  const written: Step = (...inputs) => {
    const scope = new Map<string, tf.Tensor>(variables);
    program.inputs.forEach(({ name }, index) => scope.set(name, inputs[index] as tf.Tensor));
    const n = inputs.at(-1)!;
    scope.set("n", typeof n === "number" ? tf.scalar(n) : n);
    evaluateAll(program.before, scope, context);
    if (program.lossValue !== undefined) {
      const loss = () => {
        const local = new Map(scope);
        evaluateAll(program.loss, local, context);
        return local.get(program.lossValue!) as tf.Scalar;
      };
      if (optimizer) {
        const list = trained(program).map(({ name }) => variables.get(name)!);
        const { value, grads } = tf.variableGrads(loss, list);
        optimizer.applyGradients(grads);
        scope.set("loss", value);
      } else {
        scope.set("loss", loss());
      }
    }
    evaluateAll(program.after, scope, context);
    return Object.fromEntries(program.results.map((name) => [name, scope.get(name)!]));
  };
  const step = wrap ? wrap(written) : written;

  try {
    return program.runs.map((run, index) =>
      tf.tidy(() => {
        const inputs = program.inputs.map((input) => given(input, run.batch, index, variables));
        const results = step(...inputs, run.n);
        return read({ ...results, ...Object.fromEntries(variables) });
      }),
    );
  } finally {
    for (const wrapped of [step, inner]) (wrapped as { dispose?: () => void })?.dispose?.();
    optimizer?.dispose();
    for (const variable of variables.values()) variable.dispose();
  }
}

function given(input: Input, batch: number, call: number, variables: Scope): tf.Tensor {
  if (input.variable !== undefined) return variables.get(input.variable)!;
  return build(shapeOf(input, batch), input.dtype, input.numbers, call);
}

function read(tensors: Record<string, tf.Tensor>): Snapshot {
  const entries = Object.entries(tensors);
  return Object.fromEntries(entries.map(([name, tensor]) => [name, tensor.dataSync().slice()]));
}

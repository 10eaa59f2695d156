/** A program as TypeScript that runs by itself. */
import { trained } from "./execute.js";
import { shapeOf, type Argument, type Call, type Numbers, type Program } from "./program.js";
import type { Dtype, Statement } from "./program.js";

const list = (values: readonly (string | number)[]) => `[${values.join(", ")}]`;

function code(argument: Argument): string {
  if ("ref" in argument) return argument.ref;
  if ("refs" in argument) return list(argument.refs);
  if ("literal" in argument) return JSON.stringify(argument.literal).replaceAll(",", ", ");
  const { seed, stepped } = argument.key;
  return stepped ? `{ seed: ${seed}, step: n }` : `{ seed: ${seed} }`;
}

const member = ({ member }: Call) => {
  if (member === undefined) return "";
  return typeof member === "number" ? `[${member}]` : `.${member}`;
};

function line(statement: Statement): string {
  if (statement.kind === "assign") return `${statement.variable}.assign(${statement.value});`;
  const { name, fn, args } = statement;
  return `const ${name}: any = ${fn}(${args.map(code).join(", ")})${member(statement)};`;
}

function tensor(shape: string, dtype: Dtype, { from, scale, seed }: Numbers, step: string): string {
  const key = `{ seed: ${seed}${step} }`;
  if (dtype === "bool") return `tf.greater(randomUniform(${shape}, ${key}), 0.5)`;
  if (dtype === "int32") {
    if (from === "fill") return `tf.fill(${shape}, 2, "int32")`;
    return `randomUniformInt(${shape}, -3, 4, ${key})`;
  }
  if (from === "fill") return `tf.fill(${shape}, ${scale})`;
  const draw = from === "normal" ? "randomNormal" : "randomUniform";
  return `tf.mul(${draw}(${shape}, ${key}), ${scale})`;
}

/** Indents all but empty lines. */
const indented = (lines: readonly string[], by = 2) => lines.map((text) => " ".repeat(by) + text);

function stepLines(program: Program): string[] {
  const { before, loss, lossValue, optimizer, after, results } = program;
  const lines = before.map(line);
  if (lossValue !== undefined && optimizer !== undefined) {
    const variables = list(trained(program).map(({ name }) => name));
    lines.push(
      "const { value: loss, grads }: any = tf.variableGrads(() => {",
      ...indented([...loss.map(line), `return ${lossValue};`]),
      `}, ${variables});`,
      "optimizer.applyGradients(grads);",
    );
  } else if (lossValue !== undefined) {
    lines.push(...loss.map(line), `const loss: any = ${lossValue};`);
  }
  return [...lines, ...after.map(line), `return { ${results.join(", ")} };`];
}

/** The calls that show a fault beside the eager results, by how the fault's description begins. */
const CAPTURES: readonly (readonly [RegExp, string])[] = [
  [/^captured:/, "run((f) => capture(f), (f) => capture(f))"],
  [/^with a captured function inside/, "run(plain, (f) => capture(f))"],
  [/^captured in bfloat16/, `run((f) => capture(f, { precision: "bfloat16" }), plain)`],
];

/** @returns a module that prints the results of all calls, eager and captured */
export function print(program: Program, fault: string): string {
  const { inner, inputs, variables, optimizer, runs } = program;
  const body: string[] = [];
  for (const { name, shape, dtype, numbers } of variables) {
    body.push(`const ${name}: any = tf.variable(${tensor(list(shape), dtype, numbers, "")});`);
  }
  if (optimizer !== undefined) body.push(`const optimizer: any = ${optimizer};`);
  if (inner) {
    const lines = [...inner.body.map(line), `return ${inner.result};`];
    body.push(`const inner = wrapInner((${inner.parameter}: any) => {`, ...indented(lines), "});");
  }
  const parameters = [...inputs.map(({ name }) => name), "n"].map((name) => `${name}: any`);
  body.push(`const step = wrap((${parameters.join(", ")}) => {`);
  body.push(...indented(stepLines(program)), "});");
  for (const [call, { batch, n }] of runs.entries()) {
    const values = inputs.map((input) => {
      if (input.variable !== undefined) return input.variable;
      return tensor(list(shapeOf(input, batch)), input.dtype, input.numbers, `, step: ${call}`);
    });
    const results = `...step(${[...values, `tf.scalar(${n})`].join(", ")})`;
    body.push(`show({ ${[results, ...variables.map(({ name }) => name)].join(", ")} });`);
  }
  const captured = CAPTURES.find(([beginning]) => beginning.test(fault))?.[1];
  return [
    `import * as tf from "@tensorflow/tfjs";`,
    `import { adam, capture, dropout, fusedBatchNorm, randomNormal, randomUniform } from "ganvas/engine";`,
    `import { randomUniformInt, ready, rmsProp, sgd, truncatedNormal } from "ganvas/engine";`,
    "",
    "await ready();",
    "type Wrap = (f: any) => any;",
    "const plain: Wrap = (f) => f;",
    "const show = (tensors: Record<string, any>) =>",
    "  Object.entries(tensors).forEach(([name, tensor]) => console.log(name, tensor.arraySync()));",
    "",
    "function run(wrap: Wrap, wrapInner: Wrap) {",
    ...indented(body),
    "}",
    "run(plain, plain);",
    ...(captured === undefined ? [] : [`${captured};`]),
  ].join("\n");
}

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

/** @returns a module that prints the results of all calls, eager and captured */
export function print(program: Program): string {
  const { inner, inputs, variables, optimizer, runs } = program;
  const body: string[] = [];
  for (const { name, shape, dtype, numbers } of variables) {
    body.push(`const ${name}: any = tf.variable(${tensor(list(shape), dtype, numbers, "")});`);
  }
  if (optimizer !== undefined) body.push(`const optimizer: any = ${optimizer};`);
  if (inner) {
    const lines = [...inner.body.map(line), `return ${inner.result};`];
    body.push(`const inner = captured((${inner.parameter}: any) => {`, ...indented(lines), "});");
  }
  const parameters = [...inputs.map(({ name }) => name), "n"].map((name) => `${name}: any`);
  body.push(`const step = captured((${parameters.join(", ")}) => {`);
  body.push(...indented(stepLines(program)), "});", "return [");
  runs.forEach(({ batch, n }, call) => {
    const values = inputs.map((input) => {
      if (input.variable !== undefined) return input.variable;
      return tensor(list(shapeOf(input, batch)), input.dtype, input.numbers, `, step: ${call}`);
    });
    body.push(`  show(step(${[...values, `tf.scalar(${n})`].join(", ")})),`);
  });
  body.push("];");
  const after = variables.map(({ name }) => `${name}: ${name}.toString()`).join(", ");
  return [
    `import * as tf from "@tensorflow/tfjs";`,
    `import { adam, capture, fusedBatchNorm, dropout, randomNormal, randomUniform, randomUniformInt,`,
    `  ready, rmsProp, sgd, truncatedNormal } from "ganvas/engine";`,
    "",
    "await ready();",
    "const show = (tensors: any) => Object.entries(tensors).map(([k, v]) => `${k} ${v}`).join();",
    "function run(captured: (f: any) => any) {",
    ...indented(body.map((text) => text.replace("show(step", "show(step"))),
    "}",
    "console.log(run((f) => f), run((f) => capture(f)));",
    after && "",
  ]
    .filter((text) => text !== after || text === "")
    .join("\n");
}

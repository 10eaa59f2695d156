import type { Result } from "../kernel.js";
import { textOf, type Probe } from "./probe.js";

const dataOf = ({ outputs }: Result): Record<string, string> =>
  Object.assign({}, ...outputs.map(({ content }) => (content.data as object) ?? {}));

export const display: readonly Probe[] = [
  {
    claim: "null is shown",
    bare: "nothing",
    holds: async (kernel) => /^null\s*$/.test(textOf(await kernel.execute("null"))),
  },
  {
    claim: 'a value shows itself (`Symbol.for("Jupyter.display")`)',
    bare: "printed as an object",
    holds: async (kernel) =>
      dataOf(
        await kernel.execute(
          '({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<b>bold</b>" }) })',
        ),
      )["text/html"] === "<b>bold</b>",
  },
  {
    claim: "an array of such values shows them all",
    bare: "printed as objects",
    holds: async (kernel) =>
      /<b>one<\/b>[^]*<b>two<\/b>/.test(
        dataOf(
          await kernel.execute(
            '["one", "two"].map((t) => ({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": `<b>${t}</b>` }) }))',
          ),
        )["text/html"] ?? "",
      ),
  },
  {
    claim: "an array of objects is a table",
    bare: "printed",
    holds: async (kernel) =>
      (
        dataOf(await kernel.execute("[{ a: 1, b: 2 }, { a: 3, b: 4 }]"))["text/html"] ?? ""
      ).includes("<table"),
  },
  {
    claim: "a tensor shows its shape, and pictures as pictures",
    bare: "its internals",
    holds: async (kernel) => {
      const data = dataOf(
        await kernel.execute(
          'import * as tf from "@tensorflow/tfjs-core"; import "@tensorflow/tfjs-backend-cpu";\n' +
            "tf.reshape(tf.linspace(0, 1, 1024), [4, 16, 16, 1])",
        ),
      );
      const picture = data["image/png"] ?? data["text/html"] ?? "";
      const isPicture = picture.startsWith("iVBOR") || picture.includes("data:image/png");
      return isPicture && (data["text/plain"] ?? "").includes("[4, 16, 16, 1]");
    },
  },
];

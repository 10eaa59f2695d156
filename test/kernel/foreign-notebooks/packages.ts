import type { Notebook } from "./notebook.js";

export const packages: readonly Notebook[] = [
  {
    title: "packages of CommonJS and of ES modules",
    cells: [
      [
        'import { bin, extent, group, mean } from "d3-array";\nconst values = [3, 1, 4, 1, 5, 9, 2, 6];\n[mean(values), extent(values), bin().thresholds(3)(values).map((b: number[]) => b.length)]',
        "[ 3.875, [ 1, 9 ], [ 5, 3 ] ]\n",
      ],
      [
        'const { csvParse } = await import("d3-dsv");\nconst rows = csvParse("name,n\\na,1\\nb,2", (r: any) => ({ name: r.name, n: +r.n }));\nrows[1]',
        "{ name: 'b', n: 2 }\n",
      ],
      [
        'import minimist from "minimist";\nminimist(["--depth=2", "file"])',
        "{ _: [ 'file' ], depth: 2 }\n",
      ],
      ['const semver = require("semver");\nsemver.gt("2.0.0", "1.9.9")', "true\n"],
      ['import { parse } from "yaml";\nparse("a: [1, 2]").a', "[ 1, 2 ]\n"],
      ['import nothing from "no-such-package"', /TS2307: .*'no-such-package'/],
    ],
  },
  {
    title: "a chart of vega-lite",
    cells: [
      ['import * as vl from "vega-lite"; import * as vega from "vega";', ""],
      [
        `const spec: vl.TopLevelSpec = { data: { values: [{ a: "A", b: 28 }, { a: "B", b: 55 }] }, mark: "bar",
  encoding: { x: { field: "a", type: "nominal" }, y: { field: "b", type: "quantitative" } } };
const compiled = vl.compile(spec).spec;
compiled.marks!.length`,
        "1\n",
      ],
      [
        'const picture = await new vega.View(vega.parse(compiled)).toSVG();\n(picture.match(/aria-roledescription="bar"/g) ?? []).length',
        "2\n",
      ],
      ['import { display } from "tslab";\ndisplay.svg(picture)', { "image/svg+xml": /^<svg/ }],
      [
        'display.raw("application/vnd.vegalite.v5+json", JSON.stringify(spec))',
        { "application/vnd.vegalite.v5+json": /"mark":"bar"/ },
      ],
    ],
  },
  {
    title: "linear regression with TensorFlow.js",
    cells: [
      ['import * as tf from "@tensorflow/tfjs";\ntf.getBackend()', /'(tensorflow|cpu|wasm)'/],
      [
        "const xs = tf.tensor2d([0, 1, 2, 3], [4, 1]); const ys = tf.tensor2d([1, 3, 5, 7], [4, 1]);\nxs.shape",
        "[ 4, 1 ]\n",
      ],
      [
        `const model = tf.sequential();
model.add(tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: "zeros" }));
model.compile({ loss: "meanSquaredError", optimizer: tf.train.sgd(0.1) });
const history = await model.fit(xs, ys, { epochs: 120, verbose: 0 });
history.epoch.length`,
        "120\n",
      ],
      [
        "const losses = history.history.loss as number[];\n[losses[0] > 10, losses.at(-1)! < 0.01]",
        "[ true, true ]\n",
      ],
      [
        "const answer = (model.predict(tf.tensor2d([10], [1, 1])) as tf.Tensor).dataSync()[0];\nMath.round(answer)",
        "21\n",
      ],
      ["tf.tidy(() => tf.square(xs).sum().arraySync())", "14\n"],
    ],
  },
  {
    title: "components in TSX",
    files: { "h.ts": "export const double = (n: number): number => 2 * n;\n" },
    cells: [
      [
        `type Props = Record<string, unknown> | null;
type Node = string | number | Node[];
declare global { namespace JSX { interface IntrinsicElements { [name: string]: object } type Element = string } }
const React = {
  createElement(tag: string | ((p: any) => string), props: Props, ...children: Node[]): string {
    if (typeof tag === "function") return tag({ ...props, children });
    const attributes = Object.entries(props ?? {}).map(([k, v]) => \` \${k}="\${v}"\`).join("");
    return \`<\${tag}\${attributes}>\${children.flat(9).join("")}</\${tag}>\`;
  },
};`,
        "",
      ],
      ['<h1 id="top">Hello</h1>', "'<h1 id=\"top\">Hello</h1>'\n"],
      [
        "const List = ({ items }: { items: string[] }) => <ul>{items.map((i) => <li>{i}</li>)}</ul>;\n<List items={['a', 'b']} />",
        "'<ul><li>a</li><li>b</li></ul>'\n",
      ],
      ["<List items={[1]} />", /TS2322: .*'number' is not assignable to type 'string'/],
      [
        'import { display } from "tslab"; import { double } from "./h";\ndisplay.html(<b>{double(4)}</b>)',
        { "text/html": "<b>8</b>" },
      ],
    ],
  },
];

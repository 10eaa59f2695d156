import type { Notebook } from "./notebook.js";

export const display: readonly Notebook[] = [
  {
    title: "tslab's display",
    cells: [
      [
        'import * as tslab from "tslab";\ntslab.display.html("<b>bold</b>")',
        { "text/html": "<b>bold</b>" },
      ],
      [
        'import { display } from "tslab";\ndisplay.markdown("# Title\\n$x^2$")',
        { "text/markdown": "# Title\n$x^2$" },
      ],
      [
        `const svg = (r: number) => \`<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><circle cx="10" cy="10" r="\${r}"/></svg>\`;
display.svg(svg(5))`,
        { "image/svg+xml": /^<svg .*r="5"/ },
      ],
      [
        `const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
display.png(Buffer.from(pixel, "base64"))`,
        { "image/png": /^iVBORw0KGgo/ },
      ],
      [
        "display.text('plain'); for (const word of ['one', 'two']) display.html(`<i>${word}</i>`)",
        { "text/plain": "plain", "text/html": "<i>two</i>" },
      ],
      [
        'display.raw("application/json", JSON.stringify({ a: 1 }))',
        { "application/json": /^\{"a":1\}$/ },
      ],
    ],
  },
  {
    title: "values that show themselves, as for Deno",
    cells: [
      [
        '({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<b>bold</b>" }) })',
        { "text/html": "<b>bold</b>" },
      ],
      [
        `class Bar { constructor(readonly share: number) {}
  [Symbol.for("Jupyter.display")]() { return { "text/plain": \`\${this.share * 100}%\`, "text/html": \`<progress value="\${this.share}"></progress>\` } } }
new Bar(0.25)`,
        { "text/plain": "25%", "text/html": '<progress value="0.25"></progress>' },
      ],
      [
        '[{ city: "Oslo", people: 700 }, { city: "Rome", people: 2800 }]',
        { "text/html": /<table[^]*<th[^>]*>city<[^]*Oslo[^]*2800/ },
      ],
      ["console.table([{ a: 1, b: 'x' }])", /┌[^]*│ 0 +│ 1 +│ 'x' │/],
      [
        "Deno.jupyter.display({})",
        /TS2304: Expected a name that Node or an earlier cell defines, found Deno, Deno's own: use display from "tslab"/,
      ],
    ],
  },
  {
    title: "a drawing on a canvas",
    cells: [
      [
        `import { createCanvas } from "canvas";
const canvas = createCanvas(40, 20); const context = canvas.getContext("2d");
context.fillStyle = "#ff0000"; context.fillRect(0, 0, 20, 20);`,
        "",
      ],
      ["[...context.getImageData(1, 1, 1, 1).data]", "[ 255, 0, 0, 255 ]\n"],
      ["canvas", { "image/png": /^iVBORw0KGgo/ }],
      [
        "for (let i = 0; i < 4; i++) { context.fillStyle = `hsl(${90 * i}, 100%, 50%)`; context.fillRect(10 * i, 0, 10, 20) }\ncanvas.toBuffer('image/png').subarray(1, 4).toString()",
        "'PNG'\n",
      ],
      [
        'import { display } from "tslab";\ndisplay.png(canvas.toBuffer("image/png"))',
        { "image/png": /^iVBORw0KGgo/ },
      ],
    ],
  },
  {
    title: "a game of life that moves",
    cells: [
      [
        `type Board = readonly string[];
const at = (b: Board, x: number, y: number) => Number(b.at(y % b.length)!.at(x % b[0].length) === "#");
function step(b: Board): Board {
  return b.map((row, y) => [...row].map((cell, x) => {
    let n = -at(b, x, y);
    for (const dy of [-1, 0, 1]) for (const dx of [-1, 0, 1]) n += at(b, x + dx, y + dy);
    return n === 3 || (n === 2 && cell === "#") ? "#" : ".";
  }).join(""));
}
let board: Board = [".....", "..#..", "..#..", "..#..", "....."];`,
        "",
      ],
      ['console.log(step(board).join("\\n"))', ".....\n.....\n.###.\n.....\n.....\n"],
      ["step(step(board)).join() === board.join()", "true\n"],
      [
        `import { newDisplay } from "tslab";
const screen = newDisplay();
for (let i = 0; i < 3; i++) { screen.html(\`<pre>\${board.join("\\n")}</pre>\`); board = step(board); await new Promise((r) => setTimeout(r, 5)); }`,
        { "text/html": "<pre>.....\n..#..\n..#..\n..#..\n.....</pre>" },
      ],
      ["board[2]", "'.###.'\n"],
    ],
  },
];

import { AXIS, BACKGROUND, INK, MUTED, RULE } from "./theme.js";

type JsonObject = Readonly<Record<string, unknown>>;

/** A tint of the page's text. */
const tint = (percent: number) => `color-mix(in srgb, currentColor ${percent}%, transparent)`;

/**
 * The theme's colors as the page's: JupyterLab's variables, which change with its theme, and
 * elsewhere tints of the color in which the page writes.
 */
const OF_PAGE: Readonly<Record<string, string>> = {
  [INK]: "var(--jp-ui-font-color0, currentColor)",
  [MUTED]: `var(--jp-ui-font-color2, ${tint(65)})`,
  [AXIS]: `var(--jp-border-color1, ${tint(30)})`,
  [RULE]: `var(--jp-border-color2, ${tint(12)})`,
  [BACKGROUND]: `var(--jp-layout-color0, var(--vscode-editor-background, ${BACKGROUND}))`,
};

/** A page resolves its variables in SVG, and not on a canvas, which frontends draw on otherwise. */
const DRAWN_AS_SVG = { embedOptions: { renderer: "svg" } };

/** The chart for a page: in the page's colors, light or dark, without a background, and fitting. */
export function forPage(spec: JsonObject): JsonObject {
  const { config, ...others } = recolored(spec) as { readonly config?: object };
  return {
    ...others,
    ...narrowing(spec),
    config: { ...config, background: "transparent" },
    usermeta: DRAWN_AS_SVG,
  };
}

/** The pixels that stand beside a plotting area in JupyterLab with an open file browser. */
const BESIDE = 560;
const NARROWEST = 260;

/** The width as a signal: less in a narrow window, which would cut the chart. */
function narrowing(spec: JsonObject): JsonObject {
  const { params = [], vconcat, width: own } = spec as { params?: object[] } & JsonObject;
  const panels = vconcat as readonly { readonly width?: unknown }[] | undefined;
  const width = panels ? panels[0]?.width : own;
  if (typeof width !== "number" || width <= NARROWEST) return {};
  const fitting = `min(${width}, max(${NARROWEST}, windowSize()[0] - ${BESIDE}))`;
  const signal = {
    name: "width", // in place of Vega-Lite's own signal; outside a page there is no window
    expr: `isValid(windowSize()[0]) ? ${fitting} : ${width}`,
    on: [{ events: "window:resize", update: fitting }],
  };
  return { params: [...params, signal] };
}

function recolored(value: unknown): unknown {
  if (typeof value === "string") return OF_PAGE[value] ?? value;
  if (Array.isArray(value)) return value.map(recolored);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, key === "data" ? part : recolored(part)]),
  );
}

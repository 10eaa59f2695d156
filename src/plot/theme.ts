/** Colors, type and sizes shared by every picture, so that a lesson looks as one piece. */

/** Okabe and Ito's color-blind-safe palette, its strong hues first; it reads on white and on black. */
export const PALETTE = [
  "#0072b2", // blue
  "#d55e00", // vermilion
  "#009e73", // green
  "#cc79a7", // purple
  "#e69f00", // orange
  "#56b4e9", // sky
  "#808080", // gray
] as const;

/** Real data are blue and generated ones vermilion in every picture. */
export const REAL = PALETTE[0];
export const GENERATED = PALETTE[1];

export const INK = "#1f2328";
export const MUTED = "#59636e";
export const AXIS = "#a8b0b8";
export const RULE = "#e6e8eb";
export const BACKGROUND = "#ffffff";

export const FONT = "Inter, 'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', sans-serif";

/** Width of a chart's plotting area in CSS pixels: fits a notebook's column with its axes. */
export const WIDTH = 540;
export const HEIGHT = 240;

/** Vega-Lite's `config` object. A picture brings its background along: its page may be dark. */
export const CONFIG = {
  background: BACKGROUND,
  padding: { left: 8, right: 14, top: 10, bottom: 8 },
  font: FONT,
  view: { stroke: null },
  title: {
    anchor: "start",
    frame: "group",
    color: INK,
    fontSize: 15,
    fontWeight: 600,
    subtitleColor: MUTED,
    subtitleFontSize: 12,
    subtitlePadding: 5,
    offset: 12,
  },
  axis: {
    labelColor: MUTED,
    labelFontSize: 11,
    titleColor: INK,
    titleFontSize: 12,
    titleFontWeight: "normal",
    titlePadding: 8,
    gridColor: RULE,
    domainColor: AXIS,
    tickColor: AXIS,
    tickSize: 4,
  },
  axisY: { domain: false, ticks: false },
  legend: {
    labelColor: INK,
    labelFontSize: 12,
    titleColor: MUTED,
    titleFontSize: 11,
    titleFontWeight: "normal",
    symbolStrokeWidth: 3,
    labelLimit: 240,
  },
  range: { category: [...PALETTE] },
} as const;

/** A legend in one row above the plot; its colors stay strong where the marks are faint. */
export const TOP_LEGEND = {
  orient: "top",
  direction: "horizontal",
  offset: 6,
  symbolOpacity: 1,
} as const;

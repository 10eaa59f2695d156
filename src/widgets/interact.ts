import { aFunction, anObject, checkArgument, checkOptions } from "../base/arguments.js";
import { inspect } from "node:util";
import {
  currentNotebook,
  DISPLAY,
  isDisplayable,
  liveDisplay,
  show,
  type MimeBundle,
} from "../display/index.js";
import { vBox } from "./box.js";
import type { Widget } from "./widget.js";

/**
 * Shows widgets and, below them, the result of `draw` for their values; draws again at each change.
 *
 * @example
 * await interact({ sigma: floatSlider({ max: 3, value: 1 }) }, ({ sigma }) => histogram(sample(sigma)));
 *
 * Changes during a drawing wait until it is done; then the latest values are drawn. Outside a
 * notebook it draws once.
 *
 * @throws the error of the first drawing; later drawings show their errors in place of the result
 */
export async function interact<Values extends object>(
  widgets: { readonly [Name in keyof Values]: Widget<Values[Name]> },
  draw: (values: Values) => unknown,
): Promise<void> {
  checkOptions("interact", widgets);
  const aWidget = anObject("a widget", "intSlider()", "model", "onChange");
  for (const [name, widget] of Object.entries(widgets)) checkArgument(name, widget, aWidget);
  checkArgument("draw", draw, aFunction("({ x }) => imageGrid(model.sample(x))"));
  const controls = Object.entries(widgets) as [string, Widget<unknown>][];
  const values = (): Values =>
    Object.fromEntries(controls.map(([name, { value }]) => [name, value])) as Values;
  for (const [name, widget] of controls)
    if (!widget.model.get("description")) widget.change({ description: name, tooltip: name });

  const notebook = currentNotebook();
  if (!notebook) return show(await draw(values()));
  notebook.display(vBox(controls.map(([, widget]) => widget))[DISPLAY]());
  const output = liveDisplay();
  let stale = false;
  let drawing = true;
  const redraw = async (): Promise<void> => {
    stale = true;
    if (drawing) return;
    drawing = true;
    while (stale) {
      stale = false;
      output.update(await bundleOf(() => draw(values())).catch(failure));
    }
    drawing = false;
  };
  for (const [, widget] of controls) widget.onChange(redraw);
  try {
    output.update(await bundleOf(() => draw(values())));
  } finally {
    drawing = false;
  }
  if (stale) await redraw();
}

async function bundleOf(draw: () => unknown): Promise<MimeBundle> {
  const value = await draw();
  if (isDisplayable(value)) return value[DISPLAY]();
  if (value === undefined) return { "text/plain": "" };
  return { "text/plain": typeof value === "string" ? value : inspect(value) };
}

function failure(error: unknown): MimeBundle {
  return {
    "text/plain": error instanceof Error ? `${error.name}: ${error.message}` : inspect(error),
  };
}

/**
 * Tensors of TensorFlow.js: shape, type, range, small values, and a picture of images.
 *
 * Broken in bare tslab: a tensor is shown as the object that it is: ids, flags and a promise chain,
 * but none of its values. Can go when TensorFlow.js' tensors show themselves in a notebook.
 */
import { escapeHtml } from "../../base/escape.js";
import type { MimeBundle } from "../../base/mime.js";
import { formatBytes, formatCount } from "../../base/numbers.js";
import { picture, preformatted } from "./html.js";
import { describeStatistics, statisticsOf } from "./statistics.js";
import { nestedValues } from "./tensor-values.js";
import { tensorTitle, tensorView, type TensorView, type Values } from "./tensor-view.js";
import { thumbnailOf, type Thumbnail } from "./thumbnail.js";

/** Tensors up to this size show their values. */
const FEW_VALUES = 100;
/** Values of larger tensors are not read: a copy may take seconds and gigabytes. */
const MOST_VALUES = 50_000_000;

const BYTES: Readonly<Record<string, number>> = { float32: 4, int32: 4, bool: 1, complex64: 8 };

/** Shows a tensor, a variable, a layer's weight or a tensor buffer. */
export function tensorBundle(value: unknown): Promise<MimeBundle> | undefined {
  const view = tensorView(value);
  return view && describe(view);
}

async function describe(view: TensorView): Promise<MimeBundle> {
  const title = tensorTitle(view);
  if (view.disposed) return { "text/plain": title };
  const { dtype, shape, size } = view;
  const bytes = BYTES[dtype] === undefined ? "" : `, ${formatBytes(size * BYTES[dtype])}`;
  const head = `${title}, ${formatCount(size, "value")}${bytes}`;
  if (size === 0) return { "text/plain": head };
  if (size > MOST_VALUES) return { "text/plain": `${head}\ntoo many values to be read here` };
  let values: Values;
  try {
    values = await view.read();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { "text/plain": `${head}\nits values could not be read: ${reason}` };
  }
  if (size === 1) return { "text/plain": `${title}: ${nestedValues(dtype, [], values)}` };
  const lines = [head];
  let thumbnail: Thumbnail | undefined;
  if (dtype === "bool") lines.push(countTruths(values));
  if (dtype !== "string" && dtype !== "complex64") {
    const statistics = statisticsOf(values as ArrayLike<number>);
    if (dtype !== "bool") lines.push(describeStatistics(statistics));
    thumbnail = thumbnailOf(shape, dtype, values, statistics);
  }
  if (size <= FEW_VALUES) lines.push(nestedValues(dtype, shape, values));
  const text = lines.join("\n");
  return thumbnail ? withPicture(text, thumbnail) : { "text/plain": text };
}

/** Text and picture in one; the picture also alone, for what cannot show HTML. */
function withPicture(text: string, { png, caption }: Thumbnail): MimeBundle {
  const base64 = png.toString("base64");
  return {
    "text/html": `${preformatted(text)}${picture("image/png", base64)}<p><small>${escapeHtml(caption)}</small></p>`,
    "image/png": base64,
    "text/plain": text,
  };
}

function countTruths(values: Values): string {
  let truths = 0;
  for (let i = 0; i < values.length; i++) if (values[i]) truths++;
  return `${formatCount(truths)} true, ${formatCount(values.length - truths)} false`;
}

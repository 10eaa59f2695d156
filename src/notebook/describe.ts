import * as tf from "@tensorflow/tfjs";
import { formatNumber } from "../base/numbers.js";
import { Table } from "../display/table.js";

/**
 * A summary of a tensor: shape, type, minimum and maximum, mean, standard deviation.
 *
 * NaN and infinite values are left out of the statistics and counted. The tensor is read once and not
 * disposed.
 */
export function describe(tensor: tf.Tensor, title = "Tensor"): Table {
  const rows = [
    ["shape", `[${tensor.shape.join(", ")}]`],
    ["type", tensor.dtype],
  ];
  if (tensor.dtype === "string" || tensor.dtype === "complex64") {
    return new Table(title, ["", "value"], [...rows, ["values", String(tensor.size)]]);
  }
  const values = Array.from(tensor.dataSync(), Number);
  const finite = values.filter(Number.isFinite);
  if (finite.length > 0) {
    const [low, high] = finite.reduce(
      ([a, b], value) => [Math.min(a, value), Math.max(b, value)] as [number, number],
      [Infinity, -Infinity] as [number, number],
    );
    const mean = finite.reduce((sum, value) => sum + value, 0) / finite.length;
    const variance = finite.reduce((sum, value) => sum + (value - mean) ** 2, 0) / finite.length;
    rows.push(["range", `${formatNumber(low)} to ${formatNumber(high)}`]);
    rows.push(
      ["mean", formatNumber(mean)],
      ["standard deviation", formatNumber(Math.sqrt(variance))],
    );
  }
  if (finite.length < values.length) {
    rows.push(["not finite", `${values.length - finite.length} of ${values.length}`]);
  }
  return new Table(title, ["", "value"], rows);
}

import type { ChartAxis } from "../plot/index.js";
import type { Space } from "./space.js";

/** The parameters of a space as axes of a chart. */
export function axesOf(space: Space): readonly ChartAxis[] {
  return Object.entries(space).map(([name, parameter]): ChartAxis => {
    if (parameter.kind === "choice") {
      return { name, scale: "category", values: parameter.values };
    }
    const scale = parameter.kind === "logUniform" ? "log" : "linear";
    return { name, scale, domain: [parameter.low, parameter.high] };
  });
}

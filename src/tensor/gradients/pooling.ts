/** Pooling: both kernels are linear in the gradient that they spread, and so are their gradients. */
import { defineGradient, runKernel } from "./define.js";
import type { PoolAttributes } from "./pooling-kernels.js";
import { zero } from "./zero.js";

defineGradient<PoolAttributes>("AvgPool", { inputs: ["x"] }, (dy, [x], attributes) => ({
  x: () => runKernel("AvgPoolGrad", { dy, input: x! }, attributes),
}));
defineGradient<PoolAttributes>(
  "AvgPoolGrad",
  { inputs: ["input"] },
  (ddx, [input], attributes) => ({
    dy: () => runKernel("AvgPool", { x: ddx }, attributes),
    input: () => zero(input!.shape),
  }),
);

defineGradient<PoolAttributes>(
  "MaxPool",
  { inputs: ["x"], outputs: [true] },
  (dy, [x, y], attributes) => ({
    x: () => runKernel("MaxPoolGrad", { dy, input: x!, output: y! }, attributes),
  }),
);

/** MaxPoolGrad spreads, MaxPoolGradGrad picks, at the same places: each is the other's gradient. */
function defineAdjoint(kernelName: string, linearIn: "dy" | "ddx", adjoint: string): void {
  const other = linearIn === "dy" ? "ddx" : "dy";
  const saved = { inputs: ["input", "output"] };
  defineGradient<PoolAttributes>(kernelName, saved, (d, [input, output], attributes) => ({
    [linearIn]: () =>
      runKernel(adjoint, { [other]: d, input: input!, output: output! }, attributes),
    input: () => zero(input!.shape),
    output: () => zero(output!.shape),
  }));
}

defineAdjoint("MaxPoolGrad", "dy", "MaxPoolGradGrad");
defineAdjoint("MaxPoolGradGrad", "ddx", "MaxPoolGrad");

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
defineGradient<PoolAttributes>(
  "MaxPoolGrad",
  { inputs: ["input", "output"] },
  (ddx, [input, output], attributes) => ({
    dy: () => runKernel("MaxPoolGradGrad", { ddx, input: input!, output: output! }, attributes),
    input: () => zero(input!.shape),
    output: () => zero(output!.shape),
  }),
);

defineGradient<PoolAttributes>(
  "MaxPoolGradGrad",
  { inputs: ["input", "output"] },
  (dy, [input, output], attributes) => ({
    ddx: () => runKernel("MaxPoolGrad", { dy, input: input!, output: output! }, attributes),
    input: () => zero(input!.shape),
    output: () => zero(output!.shape),
  }),
);

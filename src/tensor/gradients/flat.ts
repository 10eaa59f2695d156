/**
 * Kernels that are constant almost everywhere: their gradient is zero, and so is every further one.
 * TF.js has no gradient for most of them, so that `where(greater(x, 0), ...)` in a gradient throws
 * when it is differentiated again.
 */
const FLAT: ReadonlySet<string> = new Set([
  ...["Equal", "NotEqual", "Greater", "GreaterEqual", "Less", "LessEqual"],
  ...["LogicalAnd", "LogicalOr", "LogicalNot", "LogicalXor", "All", "Any"],
  ...["IsFinite", "IsInf", "IsNan", "ArgMax", "ArgMin", "OneHot"],
  ...["Step", "Sign", "Floor", "Ceil", "Round", "FloorDiv", "ZerosLike", "OnesLike"],
]);

/** Whether the kernel's gradient is zero wherever it is defined. */
export function isFlat(kernelName: string): boolean {
  return FLAT.has(kernelName);
}

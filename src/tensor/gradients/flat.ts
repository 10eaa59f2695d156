/**
 * Kernels that are constant almost everywhere: their gradient is zero, and so is every further one.
 * TF.js has no gradient for most of them, so that `where(greater(x, 0), ...)` in a gradient throws
 * when it is differentiated again.
 */
const FLAT: ReadonlySet<string> = new Set([
  ...["Equal", "NotEqual", "Greater", "GreaterEqual", "Less", "LessEqual"],
  ...["LogicalAnd", "LogicalOr", "LogicalNot", "LogicalXor", "All", "Any"],
  ...["IsFinite", "IsInf", "IsNan", "ArgMax", "ArgMin", "OneHot"],
  ...["Step", "Sign", "Floor", "Ceil", "Round"],
]);

/** A run of a kernel, as the tape knows it. */
interface Call {
  readonly kernelName: string;
  readonly inputs: Readonly<Record<string, { readonly dtype: string }>>;
  readonly attributes: unknown;
}

/** Whether the kernel's gradient is zero wherever it is defined. */
export function isFlat({ kernelName, inputs, attributes }: Call): boolean {
  switch (kernelName) {
    case "Cast":
      // TF.js passes the gradient through every cast, as if none rounded.
      return rounds(inputs.x!.dtype, (attributes as { readonly dtype: string }).dtype);
    case "FloorDiv":
      // `tf.div` of integers is this kernel, too, and means the quotient of real numbers.
      return inputs.a!.dtype === "float32";
    default:
      return FLAT.has(kernelName) || isConstant(kernelName);
  }
}

/** Whether the kernel's output does not depend on its input at all. */
export function isConstant(kernelName: string): boolean {
  return kernelName === "ZerosLike" || kernelName === "OnesLike";
}

function rounds(from: string, to: string): boolean {
  return (to === "int32" && from === "float32") || (to === "bool" && from !== "bool");
}

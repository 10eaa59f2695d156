import { dilatesDepthwise } from "../gradients/native-operations.js";

/** An intended difference from what TF.js's own tests expect. */
export interface Difference {
  readonly reason: string;
  /** The full names of the tests that fail for it, without the name of the backend. */
  readonly tests: readonly string[];
  /** Whether it shows on this machine; default always. */
  readonly appears?: () => boolean;
}

const tiedGradients = (name: string) => [
  `${name} ${name} gradient: 1D, ties`,
  `${name} ${name} gradient: ties, 2D, axes=-1, keepDims=false`,
  `${name} ${name} gradient: ties, 3D, axes=[1, 2], keepDims=false`,
  `${name} ${name} gradient: ties, 4D, axes=[1, 2, 3], keepDims=false`,
  `${name} ${name} gradient: ties, 4D, axes=[2, 3], keepDims=true`,
];

export const DIFFERENCES: readonly Difference[] = [
  {
    reason:
      "Equal extremes share the gradient, as in TensorFlow and PyTorch's amax. TF.js gives all of it " +
      "to each, more than the extreme can change.",
    tests: [...tiedGradients("max"), ...tiedGradients("min")],
  },
  {
    reason:
      "Mirrored elements depend on the input, too, so that their gradients are added to those of " +
      "the elements that they mirror. TF.js drops them, and finite differences disagree.",
    tests: ["mirrorPad grad", "mirrorPad gradient with clones"],
  },
  {
    reason:
      "At 0, where SELU has a kink, its slope is that of the positive side, as in TensorFlow's kernel. " +
      "TF.js takes the other side's.",
    tests: ["selu gradients: Tensor1D", "selu gradients: Tensor2D"],
  },
  {
    reason: "A dilated depthwise convolution has a gradient, where TF.js throws.",
    tests: ["depthwiseConv2d gradients throws error on dilations > 1"],
    // Elsewhere the convolution itself throws.
    appears: dilatesDepthwise,
  },
];

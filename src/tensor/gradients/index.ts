/**
 * Gradients for TF.js: native kernels where TensorFlow has them, and each gradient differentiable
 * again, as gradient penalties (WGAN-GP, R1, path length) need it. Imported for its effect on TF.js.
 * Kernels that still cannot be differentiated throw with their name.
 */
import "../backend.js"; // first: the backends register the kernels that are replaced here
import "./tape.js";
import "./add.js";
import "./constants.js";
import "./arithmetic.js";
import "./elementwise.js";
import "./activations.js";
import "./reduction.js";
import "./arrangement.js";
import "./gather.js";
import "./convolution.js";
import "./convolution-kernels.js";
import "./pooling.js";
import "./pooling-kernels.js";
import "./empty-convolutions.js"; // after the kernels that it completes
import "./resize.js";
import "./batch-norm-inference.js";
import "./batch-norm-training.js";
import "./fused.js";

export { fusedBatchNorm, type BatchNormalized } from "./batch-norm.js";

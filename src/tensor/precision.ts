import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { nativeBackend } from "./binding.js";

/** How wide the numbers are that convolutions and matrix products of a captured step read. */
export type Precision = "float32" | "bfloat16";

/**
 * Whether this machine computes with bfloat16 in hardware, so that captured steps may use it: a
 * processor with AVX512_BF16 or AMX, or an NVIDIA GPU of compute capability 8 (Ampere) or newer,
 * under native TensorFlow.
 */
export function supportsBfloat16(): boolean {
  const backend = nativeBackend();
  if (!backend) return false;
  return backend.binding.isUsingGpuDevice() ? gpuHasBfloat16() : cpuHasBfloat16();
}

/** @param cpuinfo the text of Linux's `/proc/cpuinfo` */
export function cpuHasBfloat16(cpuinfo = read("/proc/cpuinfo")): boolean {
  return /^flags\s*:.*\b(avx512_bf16|amx_bf16)\b/m.test(cpuinfo);
}

/** @param capabilities one line a GPU, as by `nvidia-smi --query-gpu=compute_cap` */
export function gpuHasBfloat16(capabilities = queryGpus()): boolean {
  return Number.parseFloat(capabilities) >= 8; // TensorFlow places on the first
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return ""; // another operating system, whose libtensorflow has no such kernels
  }
}

function queryGpus(): string {
  const query = ["--query-gpu=compute_cap", "--format=csv,noheader"];
  try {
    return execFileSync("nvidia-smi", query, { encoding: "utf8", timeout: 10_000 });
  } catch {
    return "";
  }
}

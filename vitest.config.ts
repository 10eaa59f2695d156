import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Each file loads TensorFlow, which takes all cores for itself; kernels and browsers likewise.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Kernels under test leave no trace in the history of the user who runs the tests.
    env: { TF_CPP_MIN_LOG_LEVEL: "2", GANVAS_HISTORY: "off" },
  },
});

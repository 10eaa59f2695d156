import js from "@eslint/js";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

const RANKS = ["Tensor", "Scalar", "Tensor1D", "Tensor2D", "Tensor3D", "Tensor4D"].flatMap(
  (rank) => [`tf.${rank}`, `ganvas.tf.${rank}`],
);

export default defineConfig(
  { ignores: ["dist/", "node_modules/", ".ganvas/", "notebooks/", "coverage/", "docs/api/"] },
  js.configs.recommended,
  tseslint.configs.recommended,
  {
    rules: {
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_" },
      ],
    },
  },
  {
    // The files that tsconfig.json includes are linted with their types: above all, a promise that
    // nobody waits for is an error there. `void` marks one that is meant to run by itself; it must
    // handle its own errors, or leave them to whoever reports unhandled rejections.
    files: ["{src,test,bench,scripts}/**/*.{ts,mjs}", "*.{js,ts}"],
    extends: [tseslint.configs.recommendedTypeCheckedOnly],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/return-await": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/require-array-sort-compare": "error",
      // A rejection that is passed on stays what it was.
      "@typescript-eslint/prefer-promise-reject-errors": ["error", { allowThrowingUnknown: true }],
      // TF.js cannot know the rank of most results; naming it after `as` reads better than as the
      // type argument that this rule asks for.
      "@typescript-eslint/no-unnecessary-type-assertion": ["error", { typesToIgnore: RANKS }],
      // TF.js, tslab and JSON are typed with `any` at their borders, where these rules find nothing
      // but the borders. The compiler's own checks of `any` (strict) stay.
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-enum-comparison": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      // Option objects declare their functions as methods and are taken apart on purpose.
      "@typescript-eslint/unbound-method": "off",
      // Messages show values of unknown type.
      "@typescript-eslint/no-base-to-string": "off",
      "@typescript-eslint/restrict-template-expressions": "off",
      // `async` without `await` is how a function says that its errors arrive as rejections.
      "@typescript-eslint/require-await": "off",
    },
  },
  {
    // The lessons' tests run the lessons' cells.
    files: ["test/lessons/**"],
    rules: { "@typescript-eslint/no-implied-eval": "off" },
  },
  {
    files: ["**/*.js", "**/*.mjs", "**/*.cjs"],
    languageOptions: {
      globals: {
        process: "readonly",
        console: "readonly",
        URL: "readonly",
        setTimeout: "readonly",
        clearTimeout: "readonly",
        Buffer: "readonly",
        fetch: "readonly",
        AbortController: "readonly",
        setInterval: "readonly",
        clearInterval: "readonly",
        setImmediate: "readonly",
        performance: "readonly",
      },
    },
  },
  {
    files: ["examples/browser/page.js"],
    languageOptions: {
      globals: {
        document: "readonly",
        location: "readonly",
        Option: "readonly",
        URLSearchParams: "readonly",
      },
    },
  },
);

import js from "@eslint/js";
import globals from "globals";

const careful = {
  eqeqeq: ["error", "always", { null: "ignore" }],
  "no-eval": "error",
  "no-implied-eval": "error",
  "no-new-func": "error",
  "no-var": "error",
  "prefer-const": "error",
  "no-unused-vars": ["error", { argsIgnorePattern: "^_", caughtErrors: "none", varsIgnorePattern: "^_" }],
  // What a page says is hostile: it reaches the document as text, never as markup.
  "no-restricted-properties": [
    "error",
    ...["innerHTML", "outerHTML", "insertAdjacentHTML"].map((property) => ({
      property,
      message: "Build elements and set textContent.",
    })),
  ],
};

export default [
  js.configs.recommended,
  {
    files: ["extension/**/*.js"],
    languageOptions: {
      ecmaVersion: 2024,
      sourceType: "module",
      globals: { ...globals.browser, ...globals.webextensions },
    },
    rules: careful,
  },
  {
    files: ["backend/importsafety/web/static/*.js"],
    languageOptions: { ecmaVersion: 2024, sourceType: "module", globals: globals.browser },
    rules: careful,
  },
  {
    // Classic files that share one namespace object, loaded in the manifest's order.
    files: ["extension/content/**/*.js"],
    languageOptions: { sourceType: "script" },
  },
];

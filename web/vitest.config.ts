import { defineConfig } from "vitest/config";
import { sections } from "./outils/sections.ts";

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  plugins: [sections()],
  test: {
    include: ["tests/**/*.test.ts", "tests/**/*.test.tsx", "src/**/*.test.ts", "src/**/*.test.tsx"],
    environment: "happy-dom",
    reporters: ["default", "./tests/bilan.ts"],
    testTimeout: 30_000,
    maxWorkers: 1,
  },
});

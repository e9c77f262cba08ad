import { defineConfig } from "vitest/config";
import { sections } from "./outils/sections.ts";
import { tusAlias } from "./outils/tus.ts";

export default defineConfig({
  define: { SUR_DISQUE: "false" },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  resolve: { alias: tusAlias },
  plugins: [sections()],
  test: {
    include: ["tests/**/*.test.ts", "tests/**/*.test.tsx", "src/**/*.test.ts", "src/**/*.test.tsx"],
    environment: "happy-dom",
    server: { deps: { inline: [/tus-js-client/] } },
    reporters: ["default", "./tests/bilan.ts"],
    testTimeout: 30_000,
    maxWorkers: 1,
  },
});

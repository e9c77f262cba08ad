import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { livraison } from "./outils/livraison.ts";
import { sections } from "./outils/sections.ts";
import { tusAlias } from "./outils/tus.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here("."),
  publicDir: here("public"),
  appType: "mpa",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  json: { namedExports: true, stringify: false },
  resolve: { alias: tusAlias },
  worker: { format: "es" },
  build: {
    outDir: process.env.DOSSIERSCO_WEB_OUT ?? here("dist"),
    emptyOutDir: true,
    target: ["chrome87", "safari14", "firefox78"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 800,
    rolldownOptions: {
      input: {
        famille: here("entrees/famille.html"),
        agent: here("entrees/agent.html"),
        infirmerie: here("entrees/infirmerie.html"),
      },
    },
  },
  plugins: [sections(), livraison()],
});

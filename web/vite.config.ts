import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { livraison } from "./outils/livraison.ts";
import { retouchesDuPaquet } from "./outils/retouches.ts";
import { sections } from "./outils/sections.ts";
import { tusAlias } from "./outils/tus.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const socle =
  /node_modules\/preact|src\/commun\/((api|application|format|i18n|octets|route|session|worker)\.|composants\/(Alerte|Bouton|Champ|Dialogue|Entete|Etat|Pied|Progression|Titre)\.|acces\/(activation|connexion|delai|lettre|ouvrir)\.|style\/style)|src\/coffre\/coffre\.|virtual:textes\/partages/;

export default defineConfig({
  root: here("."),
  publicDir: here("public"),
  appType: "mpa",
  define: { SUR_DISQUE: "false" },
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
        portail: here("entrees/portail.html"),
      },
      // What every first screen needs, in one file: cut by use, it would be five, and a phone pays for each.
      output: { codeSplitting: { groups: [{ name: "socle", test: socle }] } },
    },
  },
  plugins: [sections(), retouchesDuPaquet(), livraison()],
});

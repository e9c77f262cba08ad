// The pages on a development server, with a box and a vault made of invented answers: to look at every screen in every
// state, and to ask axe about each. It proves nothing of the real box; tests/end_to_end does.
import { mkdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { createServer } from "vite";

const ici = (chemin) => fileURLToPath(new URL(chemin, import.meta.url));
const axe = readFileSync(ici("../../node_modules/axe-core/axe.min.js"), "utf8");

export const tailles = [
  { nom: "360", largeur: 360, hauteur: 740, mobile: true },
  { nom: "1280", largeur: 1280, hauteur: 800, mobile: false },
];

export async function ouvrirMaison({ entree, dossier }) {
  const serveur = await createServer({
    configFile: ici("../../vite.config.ts"),
    root: ici("../.."),
    cacheDir: `/tmp/vite-captures-${entree}`,
    logLevel: "error",
    server: { port: 0, host: "127.0.0.1", hmr: false, watch: null },
    plugins: [
      {
        name: "coffre-invente",
        enforce: "pre",
        resolveId: (nom) => (/\/coffre\/coffre$/.test(nom) ? ici("./coffre_invente.ts") : null),
        configureServer: (vite) => {
          vite.middlewares.use((demande, _reponse, suite) => {
            const page = demande.headers.accept?.includes("text/html") && !demande.url.startsWith("/@");
            if (page) demande.url = `/entrees/${entree}.html`;
            suite();
          });
        },
      },
    ],
  });
  await serveur.listen();
  const origine = serveur.resolvedUrls.local[0].replace(/\/$/, "");
  const navigateur = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
  });
  mkdirSync(dossier, { recursive: true });
  const bilan = { vues: 0, fautes: 0 };

  async function scene(nom, { boite, chemin, gestes, taille }) {
    const contexte = await navigateur.newContext({
      viewport: { width: taille.largeur, height: taille.hauteur },
      isMobile: taille.mobile,
      hasTouch: taille.mobile,
      locale: "fr-FR",
    });
    const page = await contexte.newPage();
    page.setDefaultTimeout(8_000);
    page.on("pageerror", (erreur) => {
      bilan.fautes += 1;
      console.log(`✗ ${nom} ${taille.nom} : ${erreur.message}`);
    });
    await page.route("**/api/v1/**", (route) => boite.repondre(route));
    await page.goto(origine + chemin);
    await page.waitForFunction(() => document.querySelector("h1"), undefined, { timeout: 30_000 });
    if (gestes) await gestes(page, contexte);
    await page.waitForTimeout(150);
    await page.screenshot({ path: `${dossier}/${nom}-${taille.nom}.png`, fullPage: true });
    const { fautes, large } = await page.evaluate(async (source) => {
      new Function(source)();
      const lu = await globalThis.axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"] });
      return {
        fautes: lu.violations.map((v) => `${v.id} : ${v.nodes.map((n) => n.html).join(" | ")}`),
        large: document.documentElement.scrollWidth > innerWidth,
      };
    }, axe);
    if (large) fautes.push("la page déborde en largeur");
    bilan.vues += 1;
    bilan.fautes += fautes.length;
    for (const faute of fautes) console.log(`✗ ${nom} ${taille.nom} : ${faute}`);
    await contexte.close();
  }

  return {
    // A scene that can't be reached is a fault like another.
    scene: (nom, choix) =>
      scene(nom, choix).catch((erreur) => {
        bilan.vues += 1;
        bilan.fautes += 1;
        console.log(`✗ ${nom} ${choix.taille.nom} : ${erreur.message.split("\n").slice(0, 3).join(" ")}`);
      }),
    async fermer() {
      await navigateur.close();
      await serveur.close();
      console.log(`${bilan.vues - Math.min(bilan.fautes, bilan.vues)} passed, ${bilan.fautes} failed`);
      return bilan.fautes;
    },
  };
}

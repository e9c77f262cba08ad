// node tests/captures/activation.mjs DIST: the built pages under their own CSP, the real vault and its worker, against a
// box reduced to what it stores. A letter is opened, its phrase kept, and the access reopened in a fresh browser.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { chromium } from "playwright-core";

const [dist = "dist", dossier = ""] = process.argv.slice(2);
const csp = Object.fromEntries(
  [...readFileSync(join(dist, "manifeste.txt"), "utf8").matchAll(/^csp (\S+) (.+)$/gm)].map(([, name, policy]) => [
    name,
    policy,
  ]),
);
const genres = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
  ".css": "text/css",
};
const garde = {}; // what the box keeps of the account
const maintenant = 1_780_416_240;

const serveur = createServer(async (demande, reponse) => {
  const { pathname } = new URL(demande.url, "http://x");
  if (pathname.startsWith("/api/v1/")) {
    let corps = "";
    for await (const morceau of demande) corps += morceau;
    const [status, rendu] = boite(`${demande.method} ${pathname.slice(7)}`, corps ? JSON.parse(corps) : {});
    reponse.writeHead(status, { "content-type": status < 400 ? "application/json" : "application/problem+json" });
    return reponse.end(rendu === undefined ? undefined : JSON.stringify(rendu));
  }
  const fichier = extname(pathname) ? pathname.slice(1) : "famille.html";
  try {
    const octets = readFileSync(join(dist, fichier));
    reponse.writeHead(200, {
      "content-type": genres[extname(fichier)] ?? "application/octet-stream",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
      "cross-origin-resource-policy": "same-origin",
      ...(csp[fichier] ? { "content-security-policy": csp[fichier] } : {}),
    });
    reponse.end(octets);
  } catch {
    reponse.writeHead(404).end();
  }
});

function boite(cle, corps) {
  const refus = (status, code) => [status, { type: "about:blank", status, code }];
  switch (cle) {
    case "GET /accueil":
      return [
        200,
        {
          etab: "10".repeat(16),
          nom: "Collège des Tilleuls",
          telephone: "01 23 45 67 89",
          horaires: "",
          annee: 2026,
          campagne: "ouverte",
          ferme_le: "",
          demonstration: true,
          version: "0",
          maintenant,
        },
      ];
    case "GET /annuaire":
      return [200, { racine: "", certificats: [], instantanes: [] }];
    case "POST /activation/ouvrir":
      garde.auth_act = corps.auth_act;
      return [200, { resp_id: "30".repeat(16), gen: 1, role: "responsable" }];
    case "POST /activation/terminer":
      Object.assign(garde, corps);
      return [201, {}];
    case "GET /session":
      return refus(401, "session_absente");
    case "POST /session":
      if (corps.k_auth !== garde.k_auth) return refus(401, "identifiants_refuses");
      return [
        200,
        {
          compte: "30".repeat(16),
          role: "responsable",
          nom: "",
          identifiant: garde.identifiant,
          gen: 1,
          coffre: garde.coffre,
          pk_sign: garde.pk_sign,
          pk_kem: garde.pk_kem,
          derniere: 0,
        },
      ];
    case "GET /moi":
      return [
        200,
        {
          responsable: { civilite: "MME", nom: "ROITELET", prenom: "Bruyère", adresse: [], portable: "", courriel: "" },
          volets: [],
        },
      ];
  }
  return refus(404, "introuvable");
}

await new Promise((pret) => serveur.listen(0, "127.0.0.1", pret));
// localhost, not its number: only that name is a trustworthy origin everywhere.
const origine = `http://localhost:${serveur.address().port}`;
const navigateur = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
const fautes = [];
let vues = 0;
const verifier = (vrai, quoi) => {
  vues += 1;
  console.log(`${vrai ? "✓" : "✗"} ${quoi}`);
  if (!vrai) fautes.push(quoi);
};
async function telephone() {
  const contexte = await navigateur.newContext({
    viewport: { width: 360, height: 740 },
    isMobile: true,
    hasTouch: true,
    locale: "fr-FR",
  });
  const page = await contexte.newPage();
  page.on(
    "console",
    (message) => message.type() === "error" && !/401/.test(message.text()) && fautes.push(message.text()),
  );
  page.on("pageerror", (erreur) => fautes.push(erreur.message));
  return page;
}

try {
  // The worked example of crypto/FORMAT.md: A = a0 … af, identifiant K7Q29XFM3T.
  const page = await telephone();
  await page.goto(`${origine}/a#1.K7Q29XFM3T.M2GT58X4MPKAFA59NANTSBDENW5K..0`);
  await page.getByRole("button", { name: "Je l'ai notée" }).waitFor();
  verifier(new URL(page.url()).hash === "", "the code leaves the address bar");
  await page.waitForFunction(() => document.querySelectorAll(".fiche-valeur")[1]?.textContent.includes("-"));
  const phrase = await page.locator(".fiche-valeur").nth(1).textContent();
  verifier(phrase.split("-").length === 6, "six words are proposed");
  await page.getByRole("button", { name: "Je l'ai notée" }).click();
  await page.getByLabel("Phrase secrète").fill(phrase.replaceAll("-", " "));
  const debut = Date.now();
  await page.getByRole("button", { name: "Ouvrir mon espace" }).click();
  await page.getByText("Bruyère ROITELET").waitFor({ timeout: 60_000 });
  console.log(`  activation : ${Date.now() - debut} ms`);
  verifier(
    garde.coffre?.length === 144 && garde.bind_tag !== undefined,
    "the vault and the letter's proof reached the box",
  );
  verifier(!JSON.stringify(garde).includes(phrase.split("-")[0]), "no word of the phrase did");
  if (dossier) await page.screenshot({ path: `${dossier}/activation.png` });

  const neuf = await telephone();
  await neuf.goto(`${origine}/`);
  await neuf.getByLabel("Identifiant").fill("k7q29 xfm3t");
  await neuf.getByLabel("Phrase secrète").fill("une autre phrase que la mienne");
  await neuf.getByRole("button", { name: "Ouvrir", exact: true }).click();
  await neuf.getByText("ne vont pas ensemble").waitFor({ timeout: 60_000 });
  verifier(true, "another phrase is refused");
  await neuf.getByLabel("Phrase secrète").fill(phrase);
  await neuf.getByRole("button", { name: "Ouvrir", exact: true }).click();
  await neuf.getByText("Bruyère ROITELET").waitFor({ timeout: 60_000 });
  verifier(true, "a fresh browser opens the access with the phrase");
} catch (erreur) {
  fautes.push(erreur.message);
}
for (const faute of fautes) console.log(`✗ ${faute}`);
console.log(`${vues} passed, ${fautes.length} failed`);
await navigateur.close();
serveur.close();
process.exitCode = fautes.length > 0 ? 1 : 0;

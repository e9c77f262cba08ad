// What the box serves: flat html entries with their first CSS inside, one CSP per entry, a .br and a .gz beside every
// file, the manifest of them all, and the weight limits of budgets.json. A phone on slow 3G pays per round trip, so the shell paints alone.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";
import budgets from "../budgets.json" with { type: "json" };
import textes from "../textes/fr.json" with { type: "json" };
import { readerPage } from "./lecteur.ts";
import { manifeste } from "./manifeste.ts";
import { roles, wordsOf, type Role } from "./sections.ts";

// A worker's own answer carries this one: it takes its policy from its own file, not from the page.
const workerPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'";

// The reader is to be kept on a disk: from here it is a file, and no page that runs.
const readerFile = "lecteur-infirmerie.html";
const readerPolicy = "default-src 'none'; sandbox";

// No WebAssembly in a page: the vault's runs in its worker.
function pagePolicy(styleHash: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' '${styleHash}'`,
    "img-src 'self' blob:",
    "connect-src 'self'",
    "worker-src 'self'",
    "font-src 'none'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types dossiersco",
  ].join("; ");
}

function sentence(key: string): string {
  let value: unknown = textes;
  for (const part of key.split(".")) value = (value as Record<string, unknown>)[part];
  if (typeof value !== "string") throw new Error(`textes/fr.json : clé « ${key} » absente`);
  return value.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

const withSentences = (html: string) => html.replace(/\{\{([a-z_.]+)\}\}/g, (_, key: string) => sentence(key));

export function livraison(): Plugin {
  let out = "";
  // chunk file → what it pulls in at once, and later
  const now = new Map<string, string[]>();
  const later = new Map<string, string[]>();
  const words = new Map<string, number>(); // weight of the dictionary's sections inside
  const entries = new Map<Role, string>();

  return {
    name: "livraison",
    configResolved(config) {
      out = config.build.outDir;
    },
    transformIndexHtml: {
      order: "pre",
      handler: withSentences,
    },
    writeBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== "chunk") continue;
        now.set(file.fileName, file.imports);
        later.set(file.fileName, file.dynamicImports);
        words.set(
          file.fileName,
          file.moduleIds.reduce((sum, module) => sum + wordWeight(module), 0),
        );
        const role = roles.find((name) => file.isEntry && file.name === name);
        if (role) entries.set(role, file.fileName);
      }
    },
    async closeBundle() {
      if (!existsSync(join(out, "entrees"))) return; // the build failed earlier, or nothing was written
      const policies: Record<string, string> = {};
      const weights: Weight[] = [];
      for (const role of roles) {
        const html = inlineStyle(join(out, "entrees", `${role}.html`), out);
        writeFileSync(join(out, `${role}.html`), html.text);
        policies[`${role}.html`] = pagePolicy(html.hash);
        weights.push({
          what: `coquille ${role} (br)`,
          bytes: brotli(Buffer.from(html.text)).length,
          limit: budgets.coquille_br,
        });
      }
      rmSync(join(out, "entrees"), { recursive: true });
      for (const name of readdirSync(join(out, "assets"))) {
        if (/^(sodium|dessin)\.worker-.*\.js$/.test(name)) policies[`assets/${name}`] = workerPolicy;
      }
      const reader = await readerPage(withSentences);
      writeFileSync(join(out, readerFile), reader);
      policies[readerFile] = readerPolicy;
      weights.push({
        what: "lecteur hors ligne (gz)",
        bytes: gzipSync(reader, { level: 9 }).length,
        limit: budgets.lecteur_gz,
      });

      weights.push(...scriptWeights(out, entries, { now, later, words }), ...fileWeights(out));
      const files = new Map(filesUnder(out).map((path) => [relative(out, path), readFileSync(path)]));
      for (const [name, bytes] of files) {
        // Taken once a year: half a minute of each build is not worth the few bytes.
        if (name !== readerFile) writeFileSync(join(out, `${name}.br`), brotli(bytes));
        writeFileSync(join(out, `${name}.gz`), gzipSync(bytes, { level: 9 }));
      }
      // Last: what is not whole has no manifest.
      writeFileSync(join(out, "manifeste.txt"), manifeste(files, policies));
      report(weights);
    },
  };
}

interface Chunks {
  now: Map<string, string[]>;
  later: Map<string, string[]>;
  words: Map<string, number>;
}

interface Weight {
  what: string;
  bytes: number;
  limit: number;
}

function inlineStyle(path: string, out: string): { text: string; hash: string } {
  let css = "";
  const text = readFileSync(path, "utf8").replace(
    /\s*<link rel="stylesheet"[^>]*href="([^"]+)"[^>]*>/g,
    (_, href: string) => {
      css += readFileSync(join(out, href), "utf8").trim();
      return "";
    },
  );
  if (css === "") throw new Error(`${path} : aucune feuille de style`);
  const hash = `sha256-${createHash("sha256").update(css).digest("base64")}`;
  // crossorigin on same-origin scripts would only add a failure mode behind school proxies.
  return { text: text.replace("</head>", `<style>${css}</style>\n</head>`).replaceAll(" crossorigin", ""), hash };
}

// The dictionary has its own limit, the vault and the screens that seal theirs; the rest is what a phone fetches and compiles.
function scriptWeights(out: string, entries: Map<Role, string>, chunks: Chunks): Weight[] {
  const { now, later, words } = chunks;
  const weights: Weight[] = [];
  for (const [role, entry] of entries) {
    const first = reach(entry, (file) => now.get(file) ?? []);
    const all = reach(entry, (file) => [...(now.get(file) ?? []), ...(later.get(file) ?? [])]).filter(
      (file) => !/\/(phrase|sante|sodium\.worker|dessin\.worker)-/.test(file),
    );
    const textOf = (files: string[]) => files.reduce((sum, file) => sum + (words.get(file) ?? 0), 0);
    const js = (files: string[]) => zipped(out, files) - textOf(files);
    weights.push({ what: `premier écran ${role} (gz)`, bytes: js(first), limit: budgets.premier_ecran_js_gz[role] });
    weights.push({ what: `application ${role} (gz)`, bytes: js(all), limit: budgets.application_js_gz[role] });
    // Words are counted apart: what a first screen waits for, and all that may come with the others.
    weights.push({ what: `dictionnaire ${role} (gz)`, bytes: textOf(first), limit: budgets.dictionnaire_gz });
    weights.push({ what: `textes ${role} (gz)`, bytes: textOf(all), limit: budgets.textes_gz });
    // Agents sit on the school's network; a phone on 3G pays 400 ms for each round.
    if (role === "famille")
      weights.push({ what: "requêtes famille", bytes: 1 + first.length, limit: budgets.requetes });
  }
  if (entries.size !== roles.length) throw new Error("une entrée manque au paquet");
  return weights;
}

function wordWeight(module: string): number {
  const sections = wordsOf(module);
  return sections ? gzipSync(JSON.stringify(sections)).length : 0;
}

function fileWeights(out: string): Weight[] {
  const names = readdirSync(join(out, "assets"));
  const css = names.filter((name) => name.endsWith(".css")).map((name) => `assets/${name}`);
  const weights: Weight[] = [{ what: "CSS (gz)", bytes: zipped(out, css), limit: budgets.css_gz }];
  const sante = names.filter((name) => /^sante-.*\.js$/.test(name)).map((name) => `assets/${name}`);
  if (sante.length === 0) throw new Error("les écrans de santé manquent au paquet");
  weights.push({ what: "santé (gz)", bytes: zipped(out, sante), limit: budgets.sante_js_gz });
  for (const name of names.filter((name) => /^dessin\.worker-.*\.js$/.test(name)))
    weights.push({ what: "dessin (gz)", bytes: zipped(out, [`assets/${name}`]), limit: budgets.dessin_gz });
  for (const name of names.filter((name) => /^sodium\.worker-.*\.js$/.test(name))) {
    const bytes = readFileSync(join(out, "assets", name));
    weights.push({ what: "coffre (br)", bytes: brotli(bytes).length, limit: budgets.coffre_br });
    weights.push({ what: "coffre (gz)", bytes: gzipSync(bytes, { level: 9 }).length, limit: budgets.coffre_gz });
  }
  return weights;
}

function reach(start: string, next: (file: string) => string[]): string[] {
  const seen = new Set<string>([start]);
  for (const file of seen) for (const other of next(file)) seen.add(other);
  return [...seen];
}

const zipped = (out: string, files: string[]) =>
  files.reduce((sum, file) => sum + gzipSync(readFileSync(join(out, file)), { level: 9 }).length, 0);

const brotli = (bytes: Buffer) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });

function filesUnder(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesUnder(path) : [path];
  });
}

function report(weights: Weight[]) {
  for (const { what, bytes, limit } of weights) {
    console.log(`${bytes <= limit ? "✓" : "✗"} ${what} : ${bytes} / ${limit}`);
  }
  if (weights.some(({ bytes, limit }) => bytes > limit)) throw new Error("budget dépassé");
}

// The nurse's reader as one file: script, styles, workers and WebAssembly inside it, under a policy that names its script by
// its hash and lets nothing reach the network. Same sources as the page of the box.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build, type Plugin, type Rolldown } from "vite";
import { retouchesDuPaquet } from "./retouches.ts";
import { sections } from "./sections.ts";

const here = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

const workers = {
  sodium: "src/coffre/sodium.worker.ts",
  dessin: "src/infirmerie/dessin.worker.ts",
} as const;

export async function readerPage(shell: (html: string) => string): Promise<string> {
  const inside = new Map<string, string>();
  for (const [name, path] of Object.entries(workers)) inside.set(name, (await oneFile(path, "iife", [])).script);
  const { script, style } = await oneFile("src/lecteur/entree.tsx", "es", [
    sections(),
    retouchesDuPaquet(),
    workersInside(inside),
  ]);
  // Nothing in the script may look like the end of its own element.
  const safe = script.replace(/<(?=\/script|script|!--)/gi, "\\x3c").trim();
  const css = style.trim();
  const policy = [
    "default-src 'none'",
    `script-src '${hash(safe)}' 'wasm-unsafe-eval'`,
    `style-src '${hash(css)}'`,
    "worker-src blob:",
    "img-src blob:",
    "connect-src 'none'",
    "form-action 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types dossiersco",
  ].join("; ");
  return shell(readFileSync(here("entrees/lecteur.html"), "utf8"))
    .replace("<!-- politique -->", () => `<meta http-equiv="Content-Security-Policy" content="${policy}">`)
    .replace("<!-- style -->", () => `<style>${css}</style>`)
    .replace("<!-- script -->", () => `<script type="module">${safe}</script>`);
}

const hash = (text: string) => `sha256-${createHash("sha256").update(text).digest("base64")}`;

// A browser takes no module for a worker from a page that has no origin, which is what a file on disk is.
async function oneFile(
  entry: string,
  format: "es" | "iife",
  plugins: Plugin[],
): Promise<{ script: string; style: string }> {
  const built = (await build({
    configFile: false,
    root: here("."),
    publicDir: false,
    define: { SUR_DISQUE: "true" },
    logLevel: "error",
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    json: { namedExports: true, stringify: false },
    plugins,
    build: {
      write: false,
      target: ["chrome109", "firefox115", "safari16.4"], // OffscreenCanvas in a worker
      modulePreload: false,
      reportCompressedSize: false,
      chunkSizeWarningLimit: 8000,
      cssCodeSplit: false,
      rolldownOptions: { input: here(entry), output: { format, codeSplitting: false } },
    },
  })) as Rolldown.RolldownOutput;
  const chunks = built.output.filter((file) => file.type === "chunk");
  if (chunks.length !== 1) throw new Error(`${entry} : ${chunks.length} fichiers au lieu d'un`);
  const styles = built.output.flatMap((file) => (file.type === "asset" ? [String(file.source)] : []));
  return { script: chunks[0]!.code, style: styles.join("") };
}

// Where the page of the box names a worker's file, this one makes it from its own text.
function workersInside(inside: Map<string, string>): Plugin {
  return {
    name: "workers-inside",
    enforce: "pre",
    resolveId(name) {
      const found = /\/(\w+)\.worker\?worker&url$/.exec(name)?.[1];
      return found && inside.has(found) ? `\0worker:${found}` : null;
    },
    load(name) {
      const code = name.startsWith("\0worker:") ? inside.get(name.slice(8)) : undefined;
      if (code === undefined) return null;
      return `export default URL.createObjectURL(new Blob([${JSON.stringify(code)}], { type: "text/javascript" }))`;
    },
  };
}

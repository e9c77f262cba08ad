// Cuts textes/fr.json: "virtual:textes/partages" holds every section of no particular owner, "virtual:textes/NAME" the
// section NAME: a role's own, or one fetched with the screens that speak it. A phone fetches its own words only.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

export const roles = ["famille", "agent", "infirmerie", "portail"] as const;
export type Role = (typeof roles)[number];

// Fetched with the screens that speak them, by their own name.
const onDemand = [
  "pieces",
  "raison",
  "motif",
  "sante",
  "compte",
  "courrier",
  "reglages",
  "second",
  "equipe",
  "boitier",
  "destructions",
  "journal",
  "guichet",
  "tournant",
  "sacoche",
];

const prefix = "virtual:textes/";
const dictionary = fileURLToPath(new URL("../textes/fr.json", import.meta.url));

const isRole = (name: string): boolean => (roles as readonly string[]).includes(name);

function cut(keep: (section: string) => boolean): Record<string, unknown> {
  const all = JSON.parse(readFileSync(dictionary, "utf8")) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(all).filter(([section]) => keep(section)));
}

const isShared = (section: string) => !isRole(section) && !onDemand.includes(section);

// The sections a module of the bundle holds; undefined for any other module.
export function wordsOf(module: string): Record<string, unknown> | undefined {
  if (!module.startsWith(`\0${prefix}`)) return undefined;
  const wanted = module.slice(prefix.length + 1);
  return cut((section) => (wanted === "partages" ? isShared(section) : section === wanted));
}

export function sections(): Plugin {
  return {
    name: "sections",
    resolveId: (name) => (name.startsWith(prefix) ? `\0${name}` : null),
    load(name) {
      const kept = wordsOf(name);
      if (!kept) return null;
      this.addWatchFile(dictionary);
      if (Object.keys(kept).length === 0) throw new Error(`textes/fr.json : section « ${name} » absente`);
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(kept))})`;
    },
  };
}

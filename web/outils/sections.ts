// Cuts textes/fr.json by role: "virtual:textes/famille" holds the section of that name, "virtual:textes/partages" every
// section that is not a role's. A phone fetches its own words only.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const prefix = "virtual:textes/";
const roles = ["famille", "agent", "infirmerie"];
// Fetched with the screens that speak them, by their own name.
const onDemand = ["pieces", "sante"];
const dictionary = fileURLToPath(new URL("../textes/fr.json", import.meta.url));

export function sections(): Plugin {
  return {
    name: "sections",
    resolveId: (name) => (name.startsWith(prefix) ? `\0${name}` : null),
    load(name) {
      if (!name.startsWith(`\0${prefix}`)) return null;
      this.addWatchFile(dictionary);
      const wanted = name.slice(prefix.length + 1);
      const all = JSON.parse(readFileSync(dictionary, "utf8")) as Record<string, unknown>;
      const kept = Object.entries(all).filter(([section]) =>
        wanted === "partages" ? !roles.includes(section) && !onDemand.includes(section) : section === wanted,
      );
      if (kept.length === 0) throw new Error(`textes/fr.json : section « ${wanted} » absente`);
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(Object.fromEntries(kept)))})`;
    },
  };
}

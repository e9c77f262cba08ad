// The address bar is the only state of navigation: a page killed by the camera comes back where it was.
import { useEffect, useState } from "preact/hooks";

export type Parametres = Readonly<Record<string, string>>;

// "/famille/:volet/pieces/:type" against a path; undefined when they differ.
export function lireChemin(modele: string, chemin: string): Parametres | undefined {
  const attendus = modele.split("/").filter(Boolean);
  const recus = chemin.split("/").filter(Boolean);
  if (attendus.length !== recus.length) return undefined;
  const parametres: Record<string, string> = {};
  for (const [i, attendu] of attendus.entries()) {
    const recu = recus[i] ?? "";
    if (attendu.startsWith(":")) {
      try {
        parametres[attendu.slice(1)] = decodeURIComponent(recu);
      } catch {
        return undefined;
      }
    } else if (attendu !== recu) return undefined;
  }
  return parametres;
}

const abonnes = new Set<() => void>();

// A file opened from disk has one address: its screens move in the history's state, and a reload starts again.
let depart = "";
const courant = (): string =>
  SUR_DISQUE ? ((history.state as { chemin?: string } | null)?.chemin ?? depart) : location.pathname;

export function aller(chemin: string, { remplacer = false } = {}): void {
  if (chemin === courant()) return;
  const etat = SUR_DISQUE ? { chemin } : null;
  const adresse = SUR_DISQUE ? null : chemin;
  if (remplacer) history.replaceState(etat, "", adresse);
  else history.pushState(etat, "", adresse);
  for (const prevenir of abonnes) prevenir();
}

export function useChemin(): string {
  const [chemin, poser] = useState(courant);
  useEffect(() => {
    const relire = () => poser(courant());
    relire(); // it may have changed between the first render and now
    abonnes.add(relire);
    addEventListener("popstate", relire);
    return () => {
      abonnes.delete(relire);
      removeEventListener("popstate", relire);
    };
  }, []);
  return chemin;
}

// Plain <a href>: open in a new tab, long press and screen readers stay as everywhere. Caught here for our own pages.
export function suivreLiens(racine: string): void {
  depart = racine;
  if (SUR_DISQUE) history.replaceState(null, "");
  document.addEventListener("click", (clic) => {
    if (clic.defaultPrevented || clic.button !== 0 || clic.ctrlKey || clic.metaKey || clic.shiftKey || clic.altKey)
      return;
    const lien = (clic.target as Element | null)?.closest?.("a");
    if (!lien || lien.target || lien.hasAttribute("download") || lien.origin !== location.origin || lien.hash) return;
    const vise = SUR_DISQUE ? (lien.getAttribute("href") ?? "") : lien.pathname;
    if (vise !== racine && !vise.startsWith(racine === "/" ? "/" : `${racine}/`)) return;
    clic.preventDefault();
    aller(vise);
  });
}

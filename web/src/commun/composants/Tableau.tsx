import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { t } from "../i18n";

export interface Colonne<L> {
  cle: string;
  titre: string;
  texte: (ligne: L) => string; // what is sorted on, and shown unless `cellule` draws it
  cellule?: (ligne: L) => ComponentChildren;
  etroite?: boolean;
}

interface Proprietes<L> {
  legende: string;
  colonnes: ReadonlyArray<Colonne<L>>;
  lignes: readonly L[];
  cle: (ligne: L) => string;
  vide?: string;
}

const paquet = 120;
const ordre = new Intl.Collator("fr", { numeric: true, sensitivity: "base" });

// A thousand rows: the first screenful at once, the rest as the reader scrolls. Sorting keeps the whole list.
export function Tableau<L>({ legende, colonnes, lignes, cle, vide }: Proprietes<L>) {
  const [tri, trier] = useState<{ cle: string; sens: 1 | -1 } | null>(null);
  const [vues, voir] = useState(paquet);
  const fin = useRef<HTMLDivElement>(null);

  const triees = useMemo(() => {
    const colonne = colonnes.find((une) => une.cle === tri?.cle);
    if (!colonne || !tri) return lignes;
    return [...lignes].sort((a, b) => tri.sens * ordre.compare(colonne.texte(a), colonne.texte(b)));
  }, [lignes, colonnes, tri]);

  useEffect(() => voir(paquet), [lignes]);
  useEffect(() => {
    const borne = fin.current;
    if (!borne || vues >= lignes.length) return;
    if (typeof IntersectionObserver === "undefined") return voir(lignes.length);
    const guet = new IntersectionObserver(
      (entrees) => entrees.some((entree) => entree.isIntersecting) && voir((avant) => avant + paquet),
      { rootMargin: "800px" },
    );
    guet.observe(borne);
    return () => guet.disconnect();
  }, [vues, lignes.length]);

  if (lignes.length === 0) return <p class="tableau-vide">{vide ?? t("commun.tableau_vide")}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section class="tableau-cadre" aria-label={legende} tabIndex={0}>
      <table class="tableau" aria-rowcount={lignes.length + 1}>
        <caption class="lecteur-seul">{legende}</caption>
        <thead>
          <tr>
            {colonnes.map((colonne) => {
              const sens = tri?.cle === colonne.cle ? tri.sens : 0;
              return (
                <th
                  key={colonne.cle}
                  scope="col"
                  class={colonne.etroite ? "etroite" : undefined}
                  aria-sort={sens === 1 ? "ascending" : sens === -1 ? "descending" : undefined}
                >
                  <button
                    type="button"
                    class="tableau-tri"
                    onClick={() => trier({ cle: colonne.cle, sens: sens === 1 ? -1 : 1 })}
                  >
                    {colonne.titre}
                    <span aria-hidden="true">{sens === 1 ? " ▲" : sens === -1 ? " ▼" : ""}</span>
                  </button>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {triees.slice(0, vues).map((ligne) => (
            <tr key={cle(ligne)}>
              {colonnes.map((colonne, rang) => {
                const contenu = colonne.cellule ? colonne.cellule(ligne) : colonne.texte(ligne);
                return rang === 0 ? (
                  <th key={colonne.cle} scope="row">
                    {contenu}
                  </th>
                ) : (
                  <td key={colonne.cle}>{contenu}</td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <div ref={fin} aria-hidden="true" />
    </section>
  );
}

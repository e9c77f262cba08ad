// The pages as the worker redrew them; the file as it was sent never reaches this screen.
import { useEffect, useRef } from "preact/hooks";
import type { PieceRelue } from "../../api.gen";
import { adressePageRelue } from "../../commun/api";
import { t } from "../../commun/i18n";

export type Fait = PieceRelue["found"][number];
export const zooms = [1, 1.5, 2, 3] as const;

interface Proprietes {
  piece: PieceRelue;
  numero: number;
  tourner: (numero: number) => void;
  zoom: number; // index in zooms
  zoomer: (zoom: number) => void;
  montre: Fait | undefined; // the fact under the pointer or the focus
}

export function Pages({ piece, numero, tourner, zoom, zoomer, montre }: Proprietes) {
  const cadre = useRef<HTMLElement>(null);
  const page = piece.pages.find((une) => une.numero === numero);
  const facteur = zooms[zoom] ?? 1;
  const boites = piece.found.filter((fait) => fait.page === numero && fait.boite);

  // The box that is shown comes into view, whatever the zoom.
  useEffect(() => {
    if (!montre?.boite || montre.page !== numero || !page || !cadre.current) return;
    const [x = 0, y = 0, l = 0, h = 0] = montre.boite;
    const echelle = (cadre.current.querySelector("img")?.clientWidth ?? 0) / page.largeur;
    const { clientWidth, clientHeight } = cadre.current;
    cadre.current.scrollTo({
      left: (x + l / 2) * echelle - clientWidth / 2,
      top: (y + h / 2) * echelle - clientHeight / 2,
    });
  }, [montre, numero, page]);

  if (!page) {
    return (
      <div class="pages pages-vides">
        <p>{t("agent.aucune_page")}</p>
      </div>
    );
  }
  return (
    <div class="pages">
      <div class="pages-outils">
        {piece.pages.length > 1 && (
          <>
            <Outil nom={t("agent.page_avant")} signe="‹" arret={numero <= 1} faire={() => tourner(numero - 1)} />
            <span role="status">{t("agent.page_sur", { page: numero, total: piece.pages.length })}</span>
            <Outil
              nom={t("agent.page_apres")}
              signe="›"
              arret={numero >= piece.pages.length}
              faire={() => tourner(numero + 1)}
            />
          </>
        )}
        <span class="pousse" />
        <Outil nom={t("agent.zoom_moins")} signe="−" arret={zoom === 0} faire={() => zoomer(zoom - 1)} />
        <span>{t("commun.progression", { pour_cent: facteur * 100 })}</span>
        <Outil nom={t("agent.zoom_plus")} signe="+" arret={zoom === zooms.length - 1} faire={() => zoomer(zoom + 1)} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section class="pages-cadre" ref={cadre} tabIndex={0} aria-label={t("agent.document")}>
        <div class="pages-feuille" style={{ width: `${facteur * 100}%` }}>
          <img
            key={`${piece.piece}-${numero}`}
            src={adressePageRelue(piece.piece, numero)}
            width={page.largeur}
            height={page.hauteur}
            alt={t("agent.page_alt", { page: numero, total: piece.pages.length })}
          />
          <svg viewBox={`0 0 ${page.largeur} ${page.hauteur}`} aria-hidden="true">
            {boites.map((fait) => {
              const [x = 0, y = 0, l = 0, h = 0] = fait.boite ?? [];
              const marge = Math.max(4, Math.round(page.largeur / 200));
              return (
                <rect
                  key={fait.cle}
                  class={fait === montre ? "boite boite-vive" : "boite"}
                  x={x - marge}
                  y={y - marge}
                  width={l + 2 * marge}
                  height={h + 2 * marge}
                  vector-effect="non-scaling-stroke"
                />
              );
            })}
          </svg>
        </div>
      </section>
      {piece.pages.length > 1 && (
        <ol class="pages-vignettes" aria-label={t("agent.vignettes")}>
          {piece.pages.map((une) => (
            <li key={une.numero}>
              <button
                type="button"
                aria-label={t("agent.page_grande", { n: une.numero })}
                aria-current={une.numero === numero || undefined}
                onClick={() => tourner(une.numero)}
              >
                <img src={adressePageRelue(piece.piece, une.numero, true)} alt="" loading="lazy" />
                <span aria-hidden="true">{une.numero}</span>
              </button>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

function Outil({ nom, signe, arret, faire }: { nom: string; signe: string; arret: boolean; faire: () => void }) {
  return (
    <button
      type="button"
      class="outil"
      aria-label={nom}
      title={nom}
      aria-disabled={arret || undefined}
      onClick={() => !arret && faire()}
    >
      <span aria-hidden="true">{signe}</span>
    </button>
  );
}

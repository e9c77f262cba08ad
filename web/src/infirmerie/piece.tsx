// A document that came in an envelope. Its bytes are a stranger's: they are decoded in a worker that holds no key and reaches
// no network, and only pictures come out of it. The file itself is never given to anything that would open it.
import { useEffect, useRef, useState } from "preact/hooks";
import { Alerte } from "../commun/composants/Alerte";
import { Bouton } from "../commun/composants/Bouton";
import { Titre } from "../commun/composants/Titre";
import { t, tSiConnu } from "../commun/i18n";
import type { Enveloppe, LecturePiece } from "./cle";
import { EtatConfiance } from "./confiance";
import { Provenance } from "./provenance";
import { Rasteriseur } from "./rasteriser";

interface Vue {
  pages: number;
  page: number;
  image: ImageBitmap;
}

export function Piece({ lue, enveloppe }: { lue: LecturePiece; enveloppe: Enveloppe }) {
  const { pli } = enveloppe;
  const outil = useRef<Rasteriseur | null>(null);
  const [vue, voir] = useState<Vue>();
  const [code, poserCode] = useState<string>();

  const montrer = async (page: number) => {
    const dessin = await outil.current?.dessiner(page);
    if (!dessin) return;
    if (dessin.ok) voir(dessin.value);
    else poserCode(dessin.code);
  };
  useEffect(() => {
    outil.current = new Rasteriseur(lue.donnees);
    void montrer(1);
    return () => outil.current?.fermer();
  }, [lue]);

  return (
    <article>
      <div class="tete-dossier sans-impression">
        <Titre>{t("infirmerie.piece_jointe")}</Titre>
        <span>
          {pli.eleve.prenom} {pli.eleve.nom}, {pli.eleve.division}
        </span>
        <span>{t("infirmerie.de", { responsable: pli.responsable })}</span>
        <EtatConfiance confiance={lue.confiance} />
      </div>
      {lue.confiance === "a_confirmer" && (
        <Alerte genre="attention">
          <p>{t("infirmerie.a_confirmer_aide")}</p>
        </Alerte>
      )}
      {code && (
        <Alerte genre="erreur">
          <p>{tSiConnu("infirmerie", `piece_${code}`) ?? t("infirmerie.piece_illisible")}</p>
        </Alerte>
      )}
      {!vue && !code && (
        <p class="attente" role="status">
          {t("infirmerie.piece_dessin")}
        </p>
      )}
      {vue && (
        <>
          <Dessin vue={vue} />
          <div class="boutons sans-impression">
            {vue.pages > 1 && (
              <>
                <Bouton genre="second" occupe={vue.page === 1} onClick={() => void montrer(vue.page - 1)}>
                  {t("infirmerie.page_avant")}
                </Bouton>
                <span role="status">{t("infirmerie.page", { n: vue.page, total: vue.pages })}</span>
                <Bouton genre="second" occupe={vue.page === vue.pages} onClick={() => void montrer(vue.page + 1)}>
                  {t("infirmerie.page_apres")}
                </Bouton>
              </>
            )}
            <Bouton onClick={() => print()}>{t("infirmerie.imprimer_page")}</Bouton>
          </div>
        </>
      )}
      <Provenance lue={lue} enveloppe={enveloppe} />
    </article>
  );
}

function Dessin({ vue }: { vue: Vue }) {
  const toile = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const { current } = toile;
    if (!current) return;
    current.width = vue.image.width;
    current.height = vue.image.height;
    current.getContext("2d")?.drawImage(vue.image, 0, 0);
    vue.image.close();
  }, [vue]);
  return (
    <canvas
      class="page-dessinee"
      ref={toile}
      role="img"
      aria-label={t("infirmerie.page", { n: vue.page, total: vue.pages })}
    />
  );
}

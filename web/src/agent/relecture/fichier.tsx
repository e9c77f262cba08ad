// What may be done with the file itself: a searchable copy of the redrawn pages, the original on an explicit request, another
// reading by the machine.
import { useState } from "preact/hooks";
import type { PieceRelue } from "../../api.gen";
import { adresseDocument, adresseOriginal, relirePiece } from "../../commun/api";
import { Bouton } from "../../commun/composants/Bouton";
import { Dialogue } from "../../commun/composants/Dialogue";
import { messageErreur, t, tSiConnu } from "../../commun/i18n";

export function Fichier({ piece, relue }: { piece: PieceRelue; relue: (piece: PieceRelue) => void }) {
  const [original, montrer] = useState(false);
  const [occupe, occuper] = useState(false);
  const [refus, refuser] = useState<string>();
  const relancable = piece.etat === "lue" && piece.etape === undefined && piece.courante !== false;

  const relancer = async () => {
    if (occupe) return;
    occuper(true);
    refuser(undefined);
    const issue = await relirePiece(piece.piece);
    occuper(false);
    if (issue.ok) relue(issue.value);
    else refuser(tSiConnu("agent", `conflit_${issue.code}`) ?? messageErreur(issue.code));
  };

  return (
    <section class="fichier" aria-labelledby="fichier">
      <h2 id="fichier">{t("agent.gestes")}</h2>
      {refus && (
        <p class="champ-erreur" role="alert">
          {refus}
        </p>
      )}
      <div class="fichier-gestes">
        {piece.pages.length > 0 && (
          <a class="bouton bouton-second" href={adresseDocument(piece.piece)} download>
            {t("agent.document_pdf")}
          </a>
        )}
        {relancable && (
          <Bouton genre="second" occupe={occupe} title={t("agent.relance_aide")} onClick={() => void relancer()}>
            {t("agent.relancer")}
          </Bouton>
        )}
        {piece.fichiers > 0 && (
          <Bouton genre="lien" onClick={() => montrer(true)}>
            {t("agent.original")}
          </Bouton>
        )}
      </div>
      {original && (
        <Dialogue titre={t("agent.original_titre")} fermer={() => montrer(false)}>
          <p>{t("agent.original_texte")}</p>
          <p>{t("agent.original_note")}</p>
          <div class="boutons">
            {Array.from({ length: piece.fichiers }, (_, i) => (
              <a
                key={adresseOriginal(piece.piece, i + 1)}
                class="bouton bouton-danger"
                href={adresseOriginal(piece.piece, i + 1)}
                download
              >
                {piece.fichiers === 1
                  ? t("agent.original_prendre", { n: 1 })
                  : t("agent.original_prendre_n", { n: i + 1 })}
              </a>
            ))}
            <Bouton genre="second" onClick={() => montrer(false)}>
              {t("commun.annuler")}
            </Bouton>
          </div>
        </Dialogue>
      )}
    </section>
  );
}

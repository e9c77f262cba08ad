// Taking back what was sent. Erased at once, so it is asked first: nobody can give it back but the family itself.
import { useState } from "preact/hooks";
import type { Piece, PieceType } from "../../api.gen";
import { retirerPiece } from "../../commun/api";
import { Bouton } from "../../commun/composants/Bouton";
import { Dialogue } from "../../commun/composants/Dialogue";
import { messageErreur, t } from "../../commun/i18n";
import { annoncerDepot } from "../moi";

interface Proprietes {
  volet: string;
  type: PieceType;
  retiree: (apres: Piece) => void;
}

export function Retirer({ volet, type, retiree }: Proprietes) {
  const [demande, demander] = useState(false);
  const [occupe, occuper] = useState(false);
  const [refus, refuser] = useState<string>();

  const retirer = async () => {
    occuper(true);
    const issue = await retirerPiece(volet, type);
    occuper(false);
    if (!issue.ok) return refuser(messageErreur(issue.code));
    demander(false);
    retiree(issue.value);
    annoncerDepot();
  };

  return (
    <>
      <Bouton genre="lien" onClick={() => demander(true)}>
        {t("pieces.retirer_piece")}
      </Bouton>
      {demande && (
        <Dialogue titre={t("pieces.retirer_titre")} fermer={() => demander(false)}>
          <p>{t("pieces.retirer_texte")}</p>
          {refus && (
            <p class="champ-erreur" role="alert">
              {refus}
            </p>
          )}
          <div class="boutons">
            <Bouton genre="danger" occupe={occupe} onClick={() => void retirer()}>
              {t("pieces.retirer_oui")}
            </Bouton>
            <Bouton genre="second" onClick={() => demander(false)}>
              {t("commun.annuler")}
            </Bouton>
          </div>
        </Dialogue>
      )}
    </>
  );
}

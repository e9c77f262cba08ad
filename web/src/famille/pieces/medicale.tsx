// A paper of health that came in the wrong slot: nothing of it was kept to be shown. Three ways out, the nurse's first.
import { useState } from "preact/hooks";
import type { Piece } from "../../api.gen";
import { montrerPiece, type Outcome, retirerPiece } from "../../commun/api";
import { Alerte } from "../../commun/composants/Alerte";
import { Bouton } from "../../commun/composants/Bouton";
import { messageErreur, t } from "../../commun/i18n";
import { aller } from "../../commun/route";
import { annoncerDepot } from "../moi";

interface Proprietes {
  volet: string;
  piece: Piece;
  fermee: boolean;
  retiree: (apres: Piece) => void;
  relue: (apres: Piece) => void;
}

export function Medicale({ volet, piece, fermee, retiree, relue }: Proprietes) {
  const [occupe, occuper] = useState(false);
  const [refus, refuser] = useState<string>();
  const sante = `/famille/${volet}/sante/papiers`;

  const faire = async (geste: () => Promise<Outcome<Piece>>, apres: (piece: Piece) => void) => {
    if (occupe) return;
    occuper(true);
    const issue = await geste();
    occuper(false);
    if (!issue.ok) return refuser(messageErreur(issue.code));
    apres(issue.value);
    annoncerDepot();
  };
  const retirer = (apres: (piece: Piece) => void) => void faire(() => retirerPiece(volet, piece.type), apres);

  return (
    <>
      <Alerte genre="attention" titre={t("pieces.medicale_titre")}>
        <p>{t("pieces.medicale_texte")}</p>
        <p>{t("pieces.medicale_suite")}</p>
      </Alerte>
      {refus && (
        <Alerte genre="erreur">
          <p>{refus}</p>
        </Alerte>
      )}
      {fermee ? (
        <a class="bouton bouton-principal" href={`/famille/${volet}/sante`}>
          {t("famille.fiche_sante")}
        </a>
      ) : (
        <>
          <Bouton occupe={occupe} onClick={() => retirer(() => aller(sante))}>
            {t("pieces.medicale_vers")}
          </Bouton>
          <Bouton genre="second" occupe={occupe} onClick={() => retirer(retiree)}>
            {t("pieces.medicale_retirer")}
          </Bouton>
          <p class="discret espace">{t("pieces.medicale_non_texte")}</p>
          <Bouton
            genre="second"
            occupe={occupe}
            onClick={() => void faire(() => montrerPiece(volet, piece.type), relue)}
          >
            {t("pieces.medicale_non")}
          </Bouton>
        </>
      )}
    </>
  );
}

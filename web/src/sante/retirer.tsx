// Taking an envelope back before the nurse has opened it. For good, so the phrase is asked: a phone left open on a table is
// not enough.
import { useState } from "preact/hooks";
import { prouverPhrase } from "../commun/acces/preuve";
import { messageAcces } from "../commun/acces/connexion";
import { retirerPli } from "../commun/api_plis";
import { Bouton } from "../commun/composants/Bouton";
import { Champ } from "../commun/composants/Champ";
import { Dialogue } from "../commun/composants/Dialogue";
import { t, tSiConnu } from "../commun/i18n";
import { annoncerDepot } from "../famille/moi";

export function RetirerPli({ volet, pli, fiche }: { volet: string; pli: string; fiche: boolean }) {
  const [demande, demander] = useState(false);
  const [phrase, taper] = useState("");
  const [refus, refuser] = useState<string>();
  const [occupe, occuper] = useState(false);

  const retirer = async (envoi: Event) => {
    envoi.preventDefault();
    if (occupe) return;
    refuser(undefined);
    if (phrase === "") return refuser(t("acces.phrase_manque"));
    occuper(true);
    const preuve = await prouverPhrase(phrase);
    const issue = preuve.ok ? await retirerPli(volet, pli, preuve.value) : preuve;
    occuper(false);
    if (!issue.ok) return refuser(tSiConnu("sante", `erreur_${issue.code}`) ?? messageAcces(issue));
    demander(false);
    annoncerDepot();
  };

  return (
    <>
      <Bouton genre="lien" onClick={() => demander(true)}>
        {t("sante.retirer")}
      </Bouton>
      {demande && (
        <Dialogue titre={t("sante.retirer_titre")} fermer={() => demander(false)}>
          <p>{t(fiche ? "sante.retirer_fiche" : "sante.retirer_papier")}</p>
          <form onSubmit={(envoi) => void retirer(envoi)} noValidate>
            <Champ
              nom="phrase-retrait"
              type="password"
              libelle={t("acces.phrase")}
              autocomplete="current-password"
              valeur={phrase}
              changer={taper}
              erreur={refus}
            />
            <Bouton type="submit" genre="danger" occupe={occupe}>
              {occupe ? t("acces.ouverture") : t("sante.retirer_oui")}
            </Bouton>
          </form>
          <Bouton genre="lien" onClick={() => demander(false)}>
            {t("commun.annuler")}
          </Bouton>
        </Dialogue>
      )}
    </>
  );
}

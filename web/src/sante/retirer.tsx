// Taking an envelope back before the nurse has opened it.
import { useState } from "preact/hooks";
import { DemanderPhrase } from "../commun/acces/demander";
import { prouverPhrase } from "../commun/acces/preuve";
import { retirerPli } from "../commun/api_plis";
import { Bouton } from "../commun/composants/Bouton";
import { t, tSiConnu } from "../commun/i18n";
import { annoncerDepot } from "../famille/moi";

export function RetirerPli({ volet, pli, fiche }: { volet: string; pli: string; fiche: boolean }) {
  const [demande, demander] = useState(false);
  return (
    <>
      <Bouton genre="lien" onClick={() => demander(true)}>
        {t("sante.retirer")}
      </Bouton>
      {demande && (
        <DemanderPhrase
          titre={t("sante.retirer_titre")}
          texte={t(fiche ? "sante.retirer_fiche" : "sante.retirer_papier")}
          bouton={t("sante.retirer_oui")}
          fermer={() => demander(false)}
          dire={(code) => tSiConnu("sante", `erreur_${code}`)}
          faire={async (phrase) => {
            const preuve = await prouverPhrase(phrase);
            const issue = preuve.ok ? await retirerPli(volet, pli, preuve.value) : preuve;
            if (issue.ok) annoncerDepot();
            return issue;
          }}
        />
      )}
    </>
  );
}

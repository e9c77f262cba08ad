// The second step of signing in: the code of the telephone. Fetched when it is asked for: most families have none.
import textes from "virtual:textes/second";
import { useEffect, useState } from "preact/hooks";
import type { Session } from "../../api.gen";
import { Alerte } from "../composants/Alerte";
import { Bouton } from "../composants/Bouton";
import { Champ } from "../composants/Champ";
import { chargerTextes, t } from "../i18n";
import { messageAcces } from "./connexion";
import { completerAcces } from "./ouvrir";
import { groupeSix } from "./second_code";

chargerTextes(textes);

interface Proprietes {
  montre: string | undefined; // what an invented person's telephone shows
  ouvert: ((session: Session) => void) | undefined;
  recommencer: () => void;
}

export function SecondeEtape({ montre, ouvert, recommencer }: Proprietes) {
  const [code, poserCode] = useState("");
  const [erreur, poserErreur] = useState<string>();
  const [occupe, occuper] = useState(false);

  useEffect(() => document.getElementById("second")?.focus(), []);

  const soumettre = async (envoi: Event) => {
    envoi.preventDefault();
    if (occupe) return;
    if (code.trim() === "") return poserErreur(t("second.code_manque"));
    occuper(true);
    const issue = await completerAcces(code);
    occuper(false);
    if (issue.ok) return ouvert?.(issue.value);
    poserErreur(issue.code === "second_facteur_refuse" ? t("second.refuse") : messageAcces(issue));
  };

  return (
    <form onSubmit={(envoi) => void soumettre(envoi)} noValidate>
      <h2>{t("second.titre")}</h2>
      <p>{t("second.intro")}</p>
      {montre && (
        <Alerte>
          <p>{t("second.demonstration", { code: groupeSix(montre) })}</p>
        </Alerte>
      )}
      <Champ
        nom="second"
        libelle={t("second.code")}
        aide={t("second.code_aide")}
        autocomplete="one-time-code"
        valeur={code}
        changer={poserCode}
        erreur={erreur}
      />
      <Bouton type="submit" occupe={occupe}>
        {t("acces.ouvrir")}
      </Bouton>
      <Bouton genre="lien" onClick={recommencer}>
        {t("second.recommencer")}
      </Bouton>
      <p class="discret">{t("second.perdu")}</p>
    </form>
  );
}

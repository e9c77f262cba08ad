// The phrase asked again, over the page, before an act that a phone left open on a table must not be enough for.
import { useState } from "preact/hooks";
import type { Outcome } from "../api";
import { Bouton } from "../composants/Bouton";
import { Champ } from "../composants/Champ";
import { Dialogue } from "../composants/Dialogue";
import { t } from "../i18n";
import { messageAcces } from "./connexion";

interface Proprietes {
  titre: string;
  texte: string;
  bouton: string;
  fermer: () => void;
  faire: (phrase: string) => Promise<Outcome<unknown>>;
  dire?: (code: string) => string | undefined; // what this act's own refusals mean
}

export function DemanderPhrase({ titre, texte, bouton, fermer, faire, dire }: Proprietes) {
  const [phrase, taper] = useState("");
  const [refus, refuser] = useState<string>();
  const [occupe, occuper] = useState(false);

  const soumettre = async (envoi: Event) => {
    envoi.preventDefault();
    if (occupe) return;
    refuser(undefined);
    if (phrase === "") return refuser(t("acces.phrase_manque"));
    occuper(true);
    const issue = await faire(phrase);
    occuper(false);
    if (issue.ok) fermer();
    else refuser(dire?.(issue.code) ?? messageAcces(issue));
  };

  return (
    <Dialogue titre={titre} fermer={fermer}>
      <p>{texte}</p>
      <form onSubmit={(envoi) => void soumettre(envoi)} noValidate>
        <Champ
          nom="phrase-redite"
          type="password"
          libelle={t("acces.phrase")}
          autocomplete="current-password"
          valeur={phrase}
          changer={taper}
          erreur={refus}
        />
        <Bouton type="submit" genre="danger" occupe={occupe}>
          {occupe ? t("acces.ouverture") : bouton}
        </Bouton>
      </form>
      <Bouton genre="lien" onClick={fermer}>
        {t("commun.annuler")}
      </Bouton>
    </Dialogue>
  );
}

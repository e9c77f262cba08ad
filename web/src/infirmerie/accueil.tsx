// The nurse's first screen: the lock to make, the key to open, or the list of envelopes.
import { useCallback, useEffect, useState } from "preact/hooks";
import type { Infirmerie as Etat } from "../api.gen";
import { lireInfirmerie } from "../commun/api";
import { preparerCoffre } from "../commun/acces/ouvrir";
import { messageAcces } from "../commun/acces/connexion";
import type { ProprietesEcran } from "../commun/application";
import { Alerte, Resume } from "../commun/composants/Alerte";
import { Bouton } from "../commun/composants/Bouton";
import { Champ } from "../commun/composants/Champ";
import { Progression } from "../commun/composants/Progression";
import { Titre } from "../commun/composants/Titre";
import { t } from "../commun/i18n";
import { ouvrirCle, useCle } from "./cle";
import { Liste } from "./liste";
import { Serrure } from "./serrure";

export function Infirmerie({ etablissement }: ProprietesEcran) {
  const cle = useCle();
  const [etat, poser] = useState<Etat>();
  const [code, poserCode] = useState<string>();
  const [enCeremonie, tenir] = useState(false);
  const relire = useCallback(() => {
    void lireInfirmerie().then((lu) => {
      poserCode(lu.ok ? undefined : lu.code);
      if (lu.ok) poser(lu.value);
    });
  }, []);
  // Again when the key closes: the notebook may have been written since.
  useEffect(relire, [cle === null]);

  if (code) {
    return (
      <>
        <Titre>{t("infirmerie.titre")}</Titre>
        <Alerte genre="erreur">
          <p>{messageAcces({ code })}</p>
          <Bouton genre="second" onClick={relire}>
            {t("commun.reessayer")}
          </Bouton>
        </Alerte>
      </>
    );
  }
  if (enCeremonie || (etat && !etat.bureau && !cle)) {
    return (
      <Serrure
        uai={etat?.uai ?? ""}
        etablissement={etablissement}
        commencee={() => tenir(true)}
        finie={() => tenir(false)}
      />
    );
  }
  if (cle) return <Liste cle={cle} />;
  if (!etat) {
    return (
      <p class="attente" role="status">
        {t("commun.chargement")}
      </p>
    );
  }
  return <OuvrirCle etat={etat} />;
}

function OuvrirCle({ etat }: { etat: Etat }) {
  const [phrase, taper] = useState("");
  const [erreur, poserErreur] = useState<string>();
  const [occupe, occuper] = useState(false);
  useEffect(preparerCoffre, []);

  const soumettre = async (envoi: Event) => {
    envoi.preventDefault();
    if (occupe) return;
    if (phrase.trim() === "") return poserErreur(t("infirmerie.phrase_manque"));
    occuper(true);
    poserErreur(undefined);
    const issue = await ouvrirCle(etat, phrase);
    occuper(false);
    if (!issue.ok) poserErreur(messageAcces(issue));
  };
  return (
    <div class="entree">
      <Titre>{t("infirmerie.titre")}</Titre>
      <p>
        <strong>{t("infirmerie.recues", { n: etat.deposes })}</strong>{" "}
        {t("infirmerie.pas_recues", { n: etat.attendus })}
      </p>
      <p>{t("infirmerie.fermees")}</p>
      <form onSubmit={(envoi) => void soumettre(envoi)} noValidate>
        <Resume erreurs={erreur ? [{ champ: "phrase-cle", message: erreur }] : []} />
        <Champ
          nom="phrase-cle"
          type="password"
          libelle={t("infirmerie.phrase_cle")}
          aide={t("infirmerie.phrase_cle_aide")}
          autocomplete="off"
          valeur={phrase}
          changer={taper}
          erreur={erreur}
        />
        {occupe && <Progression libelle={t("infirmerie.ouverture")} />}
        <Bouton type="submit" occupe={occupe}>
          {t("infirmerie.ouvrir")}
        </Bouton>
      </form>
      <p class="espace discret">{t("infirmerie.phrase_perdue")}</p>
    </div>
  );
}

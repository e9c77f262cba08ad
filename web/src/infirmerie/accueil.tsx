// The nurse's first screen: the lock to make, the key to open, or the list of envelopes.
import { useCallback, useEffect, useState } from "preact/hooks";
import { preparerCoffre } from "../commun/acces/ouvrir";
import { messageInfirmerie } from "./refus";
import { Alerte, Resume } from "../commun/composants/Alerte";
import { Bouton } from "../commun/composants/Bouton";
import { Champ } from "../commun/composants/Champ";
import { Progression } from "../commun/composants/Progression";
import { Titre } from "../commun/composants/Titre";
import { t } from "../commun/i18n";
import { type FichierCle, lireFichierCle, ouvrirCle, useCle } from "./cle";
import type { ProprietesLecteur } from "./lecteur";
import { Liste } from "./liste";
import { type Debut, source } from "./source";

// Made once in the life of a school: fetched when it is.
type EcranSerrure = typeof import("./serrure").Serrure;

export function Infirmerie({ etablissement }: ProprietesLecteur) {
  const cle = useCle();
  const [debut, poser] = useState<Debut>();
  const [code, poserCode] = useState<string>();
  const [enCeremonie, tenir] = useState(false);
  const [ceremonie, charger] = useState<{ Serrure: EcranSerrure }>();
  const aFaire = enCeremonie || (debut?.annuaire.racine === "" && !cle);
  const relire = useCallback(() => {
    void source()
      .debut()
      .then((lu) => {
        poserCode(lu.ok ? undefined : lu.code);
        if (lu.ok) poser(lu.value);
      });
  }, []);
  useEffect(relire, [cle === null]);
  useEffect(() => {
    if (aFaire) void import("./serrure").then(charger, () => poserCode("reseau_indisponible"));
  }, [aFaire]);

  if (code) {
    return (
      <>
        <Titre>{t("infirmerie.titre")}</Titre>
        <Alerte genre="erreur">
          <p>{messageInfirmerie({ code })}</p>
          <Bouton genre="second" onClick={relire}>
            {t("commun.reessayer")}
          </Bouton>
        </Alerte>
      </>
    );
  }
  if (aFaire && ceremonie) {
    const { Serrure } = ceremonie;
    return <Serrure etablissement={etablissement} commencee={() => tenir(true)} finie={() => tenir(false)} />;
  }
  if (cle && !aFaire) return <Liste cle={cle} />;
  if (!debut || aFaire) {
    return (
      <p class="attente" role="status">
        {t("commun.chargement")}
      </p>
    );
  }
  return <OuvrirCle debut={debut} />;
}

function OuvrirCle({ debut }: { debut: Debut }) {
  const [phrase, taper] = useState("");
  const [fichier, poserFichier] = useState<FichierCle>();
  const [erreur, poserErreur] = useState<string>();
  const [occupe, occuper] = useState(false);
  useEffect(preparerCoffre, []);

  const prendre = async (choisi: File | undefined) => {
    const lu = choisi && choisi.size < 16_000_000 ? lireFichierCle(await choisi.text()) : undefined;
    poserFichier(lu);
    poserErreur(choisi && !lu ? t("infirmerie.fichier_cle_faux") : undefined);
  };
  const soumettre = async (envoi: Event) => {
    envoi.preventDefault();
    if (occupe) return;
    if (phrase.trim() === "") return poserErreur(t("infirmerie.phrase_manque"));
    occuper(true);
    poserErreur(undefined);
    const issue = await ouvrirCle(phrase, fichier);
    occuper(false);
    if (!issue.ok) poserErreur(messageInfirmerie(issue));
  };
  return (
    <div class="entree">
      <Titre>{t("infirmerie.titre")}</Titre>
      <p>
        <strong>{t("infirmerie.recues", { n: debut.recues })}</strong>{" "}
        {debut.attendues !== undefined && t("infirmerie.pas_recues", { n: debut.attendues })}
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
        <details class="depli">
          <summary>{t("infirmerie.fichier_cle_question")}</summary>
          <label class="champ fichier">
            {t("infirmerie.fichier_cle")}
            <input type="file" accept=".dscocle" onChange={(choix) => void prendre(choix.currentTarget.files?.[0])} />
          </label>
        </details>
        {occupe && <Progression libelle={t("infirmerie.ouverture")} />}
        <Bouton type="submit" occupe={occupe}>
          {t("infirmerie.ouvrir")}
        </Bouton>
      </form>
      <p class="espace discret">
        {t("infirmerie.phrase_perdue")} <a href="/infirmerie/cle">{t("infirmerie.cle_situations")}</a>
      </p>
    </div>
  );
}

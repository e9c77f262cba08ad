// The phrase of a key: seven words drawn here, noted on paper, typed again before anything is made with them.
import { useEffect, useState } from "preact/hooks";
import propres from "virtual:textes/tournant";
import { Resume } from "../commun/composants/Alerte";
import { Bouton } from "../commun/composants/Bouton";
import { Champ } from "../commun/composants/Champ";
import { Titre } from "../commun/composants/Titre";
import { chargerTextes, t, type Cle } from "../commun/i18n";

chargerTextes(propres);

const outils = () => import("../coffre/phrase");
const motsDeCle = 7;

interface Proprietes {
  texte: Cle; // whose phrase it is
  bouton: string;
  choisie: (phrase: string) => void;
}

export function PhraseDeCle({ texte, bouton, choisie }: Proprietes) {
  const [phrase, proposer] = useState<string>();
  const [notee, noter] = useState(false);
  const tirer = () => void outils().then(({ proposePhrase }) => proposer(proposePhrase(motsDeCle)));
  useEffect(tirer, []);

  if (phrase === undefined) return null;
  if (notee)
    return <Confirmer phrase={phrase} bouton={bouton} revoir={() => noter(false)} faite={() => choisie(phrase)} />;
  return (
    <>
      <Titre key="phrase">{t("tournant.serrure_phrase_titre")}</Titre>
      <p>{t(texte)}</p>
      <p class="grande-phrase" role="status">
        {phrase.replaceAll("-", " ")}
      </p>
      <div class="boutons">
        <Bouton onClick={() => noter(true)}>{t("tournant.serrure_phrase_notee")}</Bouton>
        <Bouton genre="second" onClick={tirer}>
          {t("tournant.serrure_phrase_autre")}
        </Bouton>
      </div>
    </>
  );
}

function Confirmer({
  phrase,
  bouton,
  revoir,
  faite,
}: {
  phrase: string;
  bouton: string;
  revoir: () => void;
  faite: () => void;
}) {
  const [tapee, taper] = useState("");
  const [erreur, poserErreur] = useState<string>();
  const soumettre = async (envoi: Event) => {
    envoi.preventDefault();
    const { samePhrase } = await outils();
    if (samePhrase(tapee, phrase)) faite();
    else poserErreur(t("tournant.serrure_phrase_differente"));
  };
  return (
    <form onSubmit={(envoi) => void soumettre(envoi)} noValidate>
      <Titre key="confirmer">{t("tournant.serrure_confirmer_titre")}</Titre>
      <Resume erreurs={erreur ? [{ champ: "phrase-serrure", message: erreur }] : []} />
      <Champ
        nom="phrase-serrure"
        type="password"
        libelle={t("infirmerie.phrase_cle")}
        aide={t("tournant.serrure_confirmer")}
        valeur={tapee}
        changer={taper}
        erreur={erreur}
      />
      <div class="boutons">
        <Bouton type="submit">{bouton}</Bouton>
        <Bouton genre="second" onClick={revoir}>
          {t("tournant.serrure_revoir")}
        </Bouton>
      </div>
    </form>
  );
}

// The phrase: one is proposed, since people's own are guessed; it is shown once, noted, then typed again. The list of words
// weighs more than the screens: they are fetched together, after the first page.
import { useState } from "preact/hooks";
import { judgePhrase, proposePhrase, samePhrase } from "../../coffre/phrase";
import { Alerte, Resume } from "../composants/Alerte";
import { Bouton } from "../composants/Bouton";
import { Champ } from "../composants/Champ";
import { Titre } from "../composants/Titre";
import { messageErreur, t } from "../i18n";
import { enGroupes } from "./lettre";

interface ProprietesChoix {
  identifiant: string;
  depart: string | undefined;
  choisie: (phrase: string) => void;
}

export function ChoisirPhrase({ identifiant, depart, choisie }: ProprietesChoix) {
  const [proposee, proposer] = useState(() => depart ?? proposePhrase(6));
  const [mienne, poserMienne] = useState<string>(); // undefined: the proposed one
  const [refus, poserRefus] = useState<string>();
  const [copiee, copier] = useState(false);

  const autre = () => {
    copier(false);
    proposer(proposePhrase(6));
  };

  const mettreDeCote = async () => {
    try {
      await navigator.clipboard.writeText(`${enGroupes(identifiant)}\n${proposee}`);
      copier(true);
    } catch {
      copier(false); // refused by the browser: the phrase is on the screen all the same
    }
  };

  const verifier = (envoi: Event) => {
    envoi.preventDefault();
    const code = judgePhrase(mienne ?? "");
    poserRefus(code ? messageErreur(code) : undefined);
    if (!code) choisie(mienne ?? "");
  };

  if (mienne !== undefined) {
    return (
      <>
        <Titre key="mienne">{t("acces.phrase_mienne_titre")}</Titre>
        <p>{t("acces.phrase_noter")}</p>
        <form onSubmit={verifier} noValidate>
          <Resume erreurs={refus ? [{ champ: "phrase-mienne", message: refus }] : []} />
          <IdentifiantCache identifiant={identifiant} />
          <Champ
            nom="phrase-mienne"
            type="password"
            libelle={t("acces.phrase")}
            aide={t("acces.phrase_mienne_aide")}
            autocomplete="new-password"
            valeur={mienne}
            changer={poserMienne}
            erreur={refus}
          />
          <Bouton type="submit">{t("acces.phrase_verifier")}</Bouton>
        </form>
        <Bouton
          genre="second"
          onClick={() => {
            poserMienne(undefined);
            poserRefus(undefined);
          }}
        >
          {t("acces.phrase_proposer")}
        </Bouton>
      </>
    );
  }
  return (
    <>
      <Titre key="proposee">{t("acces.phrase_titre")}</Titre>
      <p>{t("acces.phrase_intro")}</p>
      <section class="fiche-acces" aria-label={t("acces.a_garder_titre")}>
        <p class="fiche-libelle">{t("acces.votre_identifiant")}</p>
        <p class="fiche-valeur code">{enGroupes(identifiant)}</p>
        <p class="fiche-libelle" id="libelle-phrase">
          {t("acces.phrase_proposee")}
        </p>
        <p class="fiche-valeur" role="status" aria-labelledby="libelle-phrase">
          {proposee}
        </p>
        <p class="impression-seule">
          {t("acces.a_garder_site")} : {location.origin}
        </p>
        <div class="boutons sans-impression">
          <Bouton genre="second" onClick={autre}>
            {t("acces.phrase_autre")}
          </Bouton>
          <Bouton genre="second" onClick={() => void mettreDeCote()}>
            {t(copiee ? "acces.phrase_copiee" : "acces.phrase_copier")}
          </Bouton>
          <Bouton genre="second" onClick={() => print()}>
            {t("acces.phrase_imprimer")}
          </Bouton>
        </div>
      </section>
      <p class="sans-impression">{t("acces.phrase_noter")}</p>
      <Bouton onClick={() => choisie(proposee)}>{t("acces.phrase_notee")}</Bouton>
      <Bouton genre="lien" onClick={() => poserMienne("")}>
        {t("acces.phrase_mienne")}
      </Bouton>
    </>
  );
}

interface ProprietesConfirmation {
  identifiant: string;
  phrase: string;
  refus: string | undefined;
  bouton?: string;
  revoir: () => void;
  confirmee: () => void;
}

export function ConfirmerPhrase({ identifiant, phrase, refus, bouton, revoir, confirmee }: ProprietesConfirmation) {
  const [tapee, taper] = useState("");
  const [erreur, poserErreur] = useState<string>();

  const soumettre = (envoi: Event) => {
    envoi.preventDefault();
    if (samePhrase(tapee, phrase)) return confirmee();
    poserErreur(t("acces.confirmer_differente"));
  };

  return (
    <>
      <Titre>{t("acces.confirmer_titre")}</Titre>
      <p>{t("acces.confirmer_intro")}</p>
      {refus && (
        <Alerte genre="erreur">
          <p>{refus}</p>
        </Alerte>
      )}
      <form onSubmit={soumettre} noValidate>
        <Resume erreurs={erreur ? [{ champ: "phrase-confirmee", message: erreur }] : []} />
        <IdentifiantCache identifiant={identifiant} />
        <Champ
          nom="phrase-confirmee"
          type="password"
          libelle={t("acces.phrase")}
          autocomplete="new-password"
          valeur={tapee}
          changer={taper}
          erreur={erreur}
        />
        <Bouton type="submit">{bouton ?? t("acces.activer")}</Bouton>
      </form>
      <Bouton genre="second" onClick={revoir}>
        {t("acces.confirmer_revoir")}
      </Bouton>
    </>
  );
}

// A password manager files the phrase under this name; the person already sees it, so it is not asked again.
function IdentifiantCache({ identifiant }: { identifiant: string }) {
  return (
    <input
      class="lecteur-seul"
      type="text"
      name="username"
      autocomplete="username"
      value={enGroupes(identifiant)}
      readOnly
      tabIndex={-1}
      aria-hidden="true"
    />
  );
}

// Sign-in. The vault's worker is fetched while people type; the button says what the seconds are for.
import { useEffect, useId, useState } from "preact/hooks";
import type { Session } from "../../api.gen";
import type { Outcome } from "../api";
import { Alerte, Resume } from "../composants/Alerte";
import { Bouton } from "../composants/Bouton";
import { Champ } from "../composants/Champ";
import { Progression } from "../composants/Progression";
import { Titre } from "../composants/Titre";
import { messageErreur, t } from "../i18n";
import { enGroupes, lireIdentifiant } from "./lettre";
import { ouvrirAcces, preparerCoffre } from "./ouvrir";
import { quand } from "./delai";

export function messageAcces({ code, attendre }: { code: string; attendre?: number | undefined }): string {
  if (code === "trop_essais") return t("acces.trop_essais", { quand: quand(attendre) });
  if (code === "identifiants_refuses") return t("acces.connexion_refusee");
  return messageErreur(code);
}

type Erreur = { champ: string; message: string };

interface ProprietesFormulaire {
  identifiant?: string; // known: shown, not asked again (WCAG 3.3.7)
  bouton?: string;
  ouvert?: ((session: Session) => void) | undefined;
}

export function FormulaireAcces({ identifiant: connu, bouton, ouvert }: ProprietesFormulaire) {
  const [identifiant, poserIdentifiant] = useState(connu ? enGroupes(connu) : "");
  const [phrase, poserPhrase] = useState("");
  const [erreurs, poserErreurs] = useState<Erreur[]>([]);
  const [refus, poserRefus] = useState<string>();
  const [occupe, occuper] = useState(false);
  const [seconde, poserSeconde] = useState<typeof import("./second_etape") & { montre: string | undefined }>();
  const racine = useId();
  const champIdentifiant = `identifiant-${racine}`;
  const champPhrase = `phrase-${racine}`;
  const erreur = (champ: string) => erreurs.find((une) => une.champ === champ)?.message;

  const taper = (poser: (valeur: string) => void) => (valeur: string) => {
    preparerCoffre();
    poser(valeur);
  };

  const soumettre = async (envoi: Event) => {
    envoi.preventDefault();
    if (occupe) return;
    const lu = lireIdentifiant(identifiant);
    const manques: Erreur[] = [];
    if (!lu) manques.push({ champ: champIdentifiant, message: t("acces.identifiant_manque") });
    if (phrase === "") manques.push({ champ: champPhrase, message: t("acces.phrase_manque") });
    poserErreurs(manques);
    poserRefus(undefined);
    if (!lu || manques.length > 0) return;
    occuper(true);
    const issue: Outcome<Session> = await ouvrirAcces(lu, phrase);
    // Few have a second factor on a phone: its step is fetched by those who do.
    const suite =
      !issue.ok && issue.code === "second_facteur_requis" && (await import("./second_etape").catch(() => null));
    occuper(false);
    if (issue.ok) ouvert?.(issue.value);
    else if (suite) poserSeconde({ ...suite, montre: issue.valeurs?.code });
    else poserRefus(messageAcces(suite === null ? { code: "reseau_indisponible" } : issue));
  };

  if (seconde)
    return <seconde.SecondeEtape montre={seconde.montre} ouvert={ouvert} recommencer={() => poserSeconde(undefined)} />;

  return (
    <form onSubmit={(envoi) => void soumettre(envoi)} noValidate>
      <Resume erreurs={erreurs} />
      {refus && (
        <Alerte genre="erreur">
          <p>{refus}</p>
        </Alerte>
      )}
      <Champ
        nom={champIdentifiant}
        libelle={t("acces.identifiant")}
        aide={t("acces.identifiant_aide")}
        autocomplete="username"
        valeur={identifiant}
        changer={taper(poserIdentifiant)}
        erreur={erreur(champIdentifiant)}
      />
      <Champ
        nom={champPhrase}
        type="password"
        libelle={t("acces.phrase")}
        aide={t("acces.phrase_aide")}
        autocomplete="current-password"
        valeur={phrase}
        changer={taper(poserPhrase)}
        erreur={erreur(champPhrase)}
      />
      {occupe && (
        <>
          <Progression libelle={t("acces.ouverture")} />
          <p class="discret">{t("acces.ouverture_detail")}</p>
        </>
      )}
      <Bouton type="submit" occupe={occupe}>
        {occupe ? t("acces.ouverture") : (bouton ?? t("acces.ouvrir"))}
      </Bouton>
    </form>
  );
}

export function Connexion({ titre, ouvert }: { titre?: string; ouvert?: (session: Session) => void }) {
  return (
    <>
      <Titre>{titre ?? t("acces.connexion_titre")}</Titre>
      <p>{t("acces.connexion_intro")}</p>
      <FormulaireAcces ouvert={ouvert} />
      <h2>{t("acces.perdue")}</h2>
      <p>{t("acces.perdue_texte")}</p>
    </>
  );
}

// The access closed by itself, or the page was reloaded: the same person gives her phrase, and goes on where she was.
export function Reprise({
  motif,
  identifiant,
  ouvert,
}: {
  motif: "refermee" | "cle";
  identifiant: string;
  ouvert?: (session: Session) => void;
}) {
  useEffect(preparerCoffre, []);
  return (
    <>
      <Titre>{t(motif === "cle" ? "acces.nouvelle_cle_titre" : "acces.nouvelle_phrase_titre")}</Titre>
      <p>{t(motif === "cle" ? "acces.nouvelle_cle" : "acces.nouvelle_phrase")}</p>
      <FormulaireAcces identifiant={identifiant} bouton={t("commun.continuer")} ouvert={ouvert} />
    </>
  );
}

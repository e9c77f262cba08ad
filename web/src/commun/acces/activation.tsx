// The letter becomes an access, in steps of one question each. Nothing is sent before the letter's own proof of the health
// office has been checked; nothing is created before the person has shown that she kept her phrase.
import { useEffect, useState } from "preact/hooks";
import type { Accueil, Role, Session } from "../../api.gen";
import { Alerte, Resume } from "../composants/Alerte";
import { Bouton } from "../composants/Bouton";
import { Champ } from "../composants/Champ";
import { Progression } from "../composants/Progression";
import { Titre } from "../composants/Titre";
import { t } from "../i18n";
import { messageAcces } from "./connexion";
import { type Lettre, lireCodeCourt, lireFragment, lireIdentifiant } from "./lettre";
import { activer, type LettreVerifiee, verifierLettre } from "./ouvrir";

// Fetched while the letter is being checked: the first screen does not carry them.
type EcransPhrase = typeof import("./phrase");

type Etape =
  | { nom: "saisie" }
  | { nom: "abimee" }
  | { nom: "verification"; lettre: Lettre }
  | { nom: "arret"; code: string }
  | { nom: "panne"; lettre: Lettre; message: string }
  | { nom: "refusee" }
  | { nom: "phrase"; verifiee: LettreVerifiee; ecrans: EcransPhrase; phrase?: string }
  | { nom: "confirmer"; verifiee: LettreVerifiee; ecrans: EcransPhrase; phrase: string; refus?: string }
  | { nom: "ouverture"; verifiee: LettreVerifiee; ecrans: EcransPhrase; phrase: string };

// The address bar is emptied at once: neither history nor a shared screen keeps the code.
export function prendreLettre(): Etape {
  const fragment = location.hash;
  if (fragment === "" || fragment === "#") return { nom: "saisie" };
  history.replaceState(null, "", location.pathname);
  const lettre = lireFragment(fragment);
  return lettre ? { nom: "verification", lettre } : { nom: "abimee" };
}

const appareilAncien = () =>
  typeof WebAssembly === "undefined" || typeof Worker === "undefined" || !globalThis.crypto?.getRandomValues;

interface Proprietes {
  etablissement: Accueil | null;
  roles: readonly Role[]; // whose letters this page takes
  connexion: string; // where one signs in
  fait: (session: Session) => void;
}

export function Activation({ etablissement, roles, connexion, fait }: Proprietes) {
  const [etape, aller] = useState<Etape>(prendreLettre);
  const reprendre = () => aller({ nom: "saisie" });

  useEffect(() => {
    if (etape.nom !== "verification") return;
    let actuel = true;
    void verifier(etape.lettre, roles).then((suite) => actuel && aller(suite));
    return () => {
      actuel = false;
    };
  }, [etape]);

  useEffect(() => {
    if (etape.nom !== "ouverture") return;
    const { verifiee, ecrans, phrase } = etape;
    void activer(verifiee, phrase).then((issue) => {
      if (issue.ok) return fait(issue.value);
      if (issue.code === "introuvable") return aller({ nom: "refusee" });
      if (issue.code === "appareil_refuse") return aller({ nom: "arret", code: issue.code });
      aller({ nom: "confirmer", verifiee, ecrans, phrase, refus: messageAcces(issue) });
    });
  }, [etape]);

  if (appareilAncien()) return <Arret code="coffre_indisponible" />;
  if (etablissement && etablissement.campagne !== "ouverte" && roles.includes("responsable")) {
    return <HorsCampagne etablissement={etablissement} connexion={connexion} />;
  }
  switch (etape.nom) {
    case "saisie":
      return <SaisieLettre connexion={connexion} lue={(lettre) => aller({ nom: "verification", lettre })} />;
    case "abimee":
      return (
        <>
          <Titre>{t("acces.lettre_abimee_titre")}</Titre>
          <p>{t("acces.lettre_abimee")}</p>
          <Bouton onClick={reprendre}>{t("acces.premiere_fois_lien")}</Bouton>
        </>
      );
    case "verification":
      return (
        <>
          <Titre>{t("acces.lettre_titre")}</Titre>
          <Progression libelle={t("acces.verification")} />
        </>
      );
    case "arret":
      return <Arret code={etape.code} />;
    case "panne":
      return (
        <>
          <Titre>{t("acces.lettre_titre")}</Titre>
          <Alerte genre="erreur">
            <p>{etape.message}</p>
          </Alerte>
          <Bouton onClick={() => aller({ nom: "verification", lettre: etape.lettre })}>{t("commun.reessayer")}</Bouton>
          <Bouton genre="second" onClick={reprendre}>
            {t("acces.lettre_reprendre")}
          </Bouton>
        </>
      );
    case "refusee":
      return (
        <>
          <Titre>{t("acces.lettre_refusee_titre")}</Titre>
          <p>{t("acces.lettre_refusee")}</p>
          <p>{t("acces.lettre_refusee_servi")}</p>
          <a class="bouton bouton-principal" href={connexion}>
            {t("acces.vers_connexion")}
          </a>
          <p class="espace">{t("acces.lettre_refusee_sinon")}</p>
          <Bouton genre="second" onClick={reprendre}>
            {t("acces.lettre_reprendre")}
          </Bouton>
        </>
      );
    case "phrase":
      return (
        <etape.ecrans.ChoisirPhrase
          identifiant={etape.verifiee.lettre.identifiant}
          depart={etape.phrase}
          choisie={(phrase) => aller({ ...etape, nom: "confirmer", phrase })}
        />
      );
    case "confirmer":
      return (
        <etape.ecrans.ConfirmerPhrase
          identifiant={etape.verifiee.lettre.identifiant}
          phrase={etape.phrase}
          refus={etape.refus}
          revoir={() => aller({ nom: "phrase", verifiee: etape.verifiee, ecrans: etape.ecrans, phrase: etape.phrase })}
          confirmee={() =>
            aller({ nom: "ouverture", verifiee: etape.verifiee, ecrans: etape.ecrans, phrase: etape.phrase })
          }
        />
      );
    case "ouverture":
      return (
        <>
          <Titre>{t("acces.ouverture")}</Titre>
          <Progression libelle={t("acces.ouverture")} />
          <p>{t("acces.ouverture_detail")}</p>
        </>
      );
  }
}

async function verifier(lettre: Lettre, roles: readonly Role[]): Promise<Etape> {
  const [issue, ecrans] = await Promise.all([verifierLettre(lettre), import("./phrase").catch(() => undefined)]);
  if (issue.ok) {
    if (!roles.includes(issue.value.ouverte.role)) return { nom: "arret", code: "autre_role" };
    return ecrans
      ? { nom: "phrase", verifiee: issue.value, ecrans }
      : { nom: "panne", lettre, message: messageAcces({ code: "reseau_indisponible" }) };
  }
  switch (issue.code) {
    case "introuvable":
    case "code_lettre_invalide":
      return { nom: "refusee" };
    case "empreinte_differente":
    case "annuaire_refuse":
    case "appareil_refuse":
    case "coffre_indisponible":
      return { nom: "arret", code: issue.code };
    default:
      return { nom: "panne", lettre, message: messageAcces(issue) };
  }
}

// What cannot be mended here: a person must help.
function Arret({ code }: { code: string }) {
  if (code === "autre_role") {
    return (
      <>
        <Titre>{t("acces.autre_role")}</Titre>
        <p>{t("acces.autre_role_lettre")}</p>
      </>
    );
  }
  if (code === "empreinte_differente" || code === "annuaire_refuse") {
    return (
      <>
        <Titre>{t("acces.empreinte_titre")}</Titre>
        <Alerte genre="erreur">
          <p>{t("acces.empreinte")}</p>
          <p>{t("acces.empreinte_suite")}</p>
        </Alerte>
      </>
    );
  }
  return (
    <>
      <Titre>{t("acces.appareil_titre")}</Titre>
      <p>{t(code === "appareil_refuse" ? "acces.appareil_calcul" : "acces.appareil_ancien")}</p>
      <p>{t("acces.appareil_secretariat")}</p>
    </>
  );
}

function HorsCampagne({ etablissement, connexion }: { etablissement: Accueil; connexion: string }) {
  const fermee = etablissement.campagne === "fermee";
  return (
    <>
      <Titre>{t(fermee ? "acces.campagne_fermee_titre" : "acces.campagne_preparee_titre")}</Titre>
      <p>{t(fermee ? "acces.campagne_fermee" : "acces.campagne_preparee")}</p>
      {fermee && (
        <p>
          <a href={connexion}>{t("acces.vers_connexion")}</a>
        </p>
      )}
    </>
  );
}

function SaisieLettre({ connexion, lue }: { connexion: string; lue: (lettre: Lettre) => void }) {
  const [identifiant, poserIdentifiant] = useState("");
  const [code, poserCode] = useState("");
  const [erreurs, poserErreurs] = useState<Array<{ champ: string; message: string }>>([]);
  const erreur = (champ: string) => erreurs.find((une) => une.champ === champ)?.message;

  const soumettre = (envoi: Event) => {
    envoi.preventDefault();
    const lu = lireIdentifiant(identifiant);
    const codeLu = lireCodeCourt(code);
    const manques = [];
    if (!lu) manques.push({ champ: "lettre-identifiant", message: t("acces.identifiant_manque") });
    if (!codeLu) manques.push({ champ: "lettre-code", message: t("acces.code_manque") });
    poserErreurs(manques);
    if (lu && codeLu) lue({ voie: "code", identifiant: lu, code: codeLu });
  };

  return (
    <>
      <Titre>{t("acces.lettre_tapee_titre")}</Titre>
      <p>{t("acces.lettre_tapee_intro")}</p>
      <p class="note">{t("acces.lettre_scanner")}</p>
      <form onSubmit={soumettre} noValidate>
        <Resume erreurs={erreurs} />
        <Champ
          nom="lettre-identifiant"
          libelle={t("acces.identifiant")}
          aide={t("acces.identifiant_aide")}
          autocomplete="username"
          valeur={identifiant}
          changer={poserIdentifiant}
          erreur={erreur("lettre-identifiant")}
        />
        <Champ
          nom="lettre-code"
          libelle={t("acces.code")}
          aide={t("acces.code_aide")}
          autocomplete="one-time-code"
          valeur={code}
          changer={poserCode}
          erreur={erreur("lettre-code")}
        />
        <Bouton type="submit">{t("commun.continuer")}</Bouton>
      </form>
      <p class="espace">
        {t("acces.deja_phrase")} <a href={connexion}>{t("acces.vers_connexion")}</a>
      </p>
    </>
  );
}

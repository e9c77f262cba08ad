// Making the second factor: the key to the telephone, its first code, then ten codes on paper. For whoever works here, and
// for a family that wants one.
import textes from "virtual:textes/second";
import { useState } from "preact/hooks";
import type { SecondFacteurPropose } from "../../api.gen";
import { confirmerSecond, proposerSecond } from "../api_plis";
import { Alerte } from "../composants/Alerte";
import { Bouton } from "../composants/Bouton";
import { Carre } from "../composants/Carre";
import { Champ } from "../composants/Champ";
import { Titre } from "../composants/Titre";
import { chargerTextes, t } from "../i18n";
import { messageAcces } from "./connexion";
import { groupeCode } from "./second_code";
import { CodesImprimes } from "./second_codes";

chargerTextes(textes);

interface Proprietes {
  identifiant: string;
  obligatoire?: boolean;
  fait: () => void; // the codes are on paper: from now on it is asked at sign-in
}

type Etape =
  | { nom: "annonce" }
  | { nom: "telephone"; propose: SecondFacteurPropose }
  | { nom: "codes"; codes: string[] };

export function CreerSecondFacteur({ identifiant, obligatoire = false, fait }: Proprietes) {
  const [etape, aller] = useState<Etape>({ nom: "annonce" });
  const [code, poserCode] = useState("");
  const [erreur, poserErreur] = useState<string>();
  const [occupe, occuper] = useState(false);

  const proposer = async () => {
    occuper(true);
    const issue = await proposerSecond();
    occuper(false);
    if (issue.ok) aller({ nom: "telephone", propose: issue.value });
    else poserErreur(messageAcces(issue));
  };

  const confirmer = async (envoi: Event) => {
    envoi.preventDefault();
    if (occupe) return;
    if (code.trim() === "") return poserErreur(t("second.code_manque"));
    occuper(true);
    const issue = await confirmerSecond(code);
    occuper(false);
    if (issue.ok) aller({ nom: "codes", codes: issue.value.codes });
    else poserErreur(issue.code === "second_facteur_refuse" ? t("second.refuse") : messageAcces(issue));
  };

  if (etape.nom === "codes") return <CodesImprimes identifiant={identifiant} codes={etape.codes} ranges={fait} />;
  if (etape.nom === "telephone") {
    const { secret, lien } = etape.propose;
    return (
      <>
        <Titre>{t("second.scanner_titre")}</Titre>
        <p>{t("second.scanner")}</p>
        <div class="second-carre">
          <Carre texte={lien} libelle={t("second.carre")} />
        </div>
        <p>
          <a href={lien}>{t("second.ouvrir_application")}</a>
        </p>
        <p>
          {t("second.taper")}
          <br />
          <strong class="code">{groupeCode(secret)}</strong>
        </p>
        <form onSubmit={(envoi) => void confirmer(envoi)} noValidate>
          <Champ
            nom="second-code"
            libelle={t("second.code")}
            aide={t("second.code_seul_aide")}
            autocomplete="one-time-code"
            inputMode="numeric"
            valeur={code}
            changer={poserCode}
            erreur={erreur}
          />
          <Bouton type="submit" occupe={occupe}>
            {t("second.confirmer")}
          </Bouton>
        </form>
      </>
    );
  }
  return (
    <>
      <Titre>{t("second.creer_titre")}</Titre>
      <p>{t(obligatoire ? "second.creer_obligatoire" : "second.creer_offert")}</p>
      <p>{t("second.creer_application")}</p>
      {erreur && (
        <Alerte genre="erreur">
          <p>{erreur}</p>
        </Alerte>
      )}
      <Bouton occupe={occupe} onClick={() => void proposer()}>
        {t("second.creer_commencer")}
      </Bouton>
    </>
  );
}

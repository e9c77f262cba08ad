// The telephone's code, for a family that wants one: made, its printed codes drawn again, or given up.
import textesCompte from "virtual:textes/compte";
import { useEffect, useState } from "preact/hooks";
import type { SecondFacteur } from "../../api.gen";
import { messageAcces } from "../../commun/acces/connexion";
import { DemanderPhrase } from "../../commun/acces/demander";
import { prouverPhrase } from "../../commun/acces/preuve";
import { CodesImprimes } from "../../commun/acces/second_codes";
import { CreerSecondFacteur } from "../../commun/acces/second_creation";
import type { Outcome } from "../../commun/api";
import { lireSecond, renouvelerCodes, retirerSecond } from "../../commun/api_plis";
import { Alerte } from "../../commun/composants/Alerte";
import { Bouton } from "../../commun/composants/Bouton";
import { Titre } from "../../commun/composants/Titre";
import { chargerTextes, t, tSiConnu } from "../../commun/i18n";
import { aller } from "../../commun/route";
import { sessionCourante } from "../../commun/session";

chargerTextes(textesCompte);

export function Second() {
  const [second, poser] = useState<SecondFacteur>();
  const [refus, refuser] = useState<string>();
  const [codes, montrer] = useState<readonly string[]>();
  const [acte, demander] = useState<"codes" | "retrait">();
  const identifiant = sessionCourante()?.identifiant ?? "";
  const relire = () => void lireSecond().then((lu) => (lu.ok ? poser(lu.value) : refuser(messageAcces(lu))));
  useEffect(relire, []);

  const proteger = async (phrase: string): Promise<Outcome<unknown>> => {
    const preuve = await prouverPhrase(phrase);
    if (!preuve.ok) return preuve;
    const issue = acte === "codes" ? await renouvelerCodes(preuve.value) : await retirerSecond(preuve.value);
    if (issue.ok && issue.value) montrer(issue.value.codes);
    if (issue.ok) relire();
    return issue;
  };

  if (codes) return <CodesImprimes identifiant={identifiant} codes={codes} ranges={() => montrer(undefined)} />;
  return (
    <>
      <p class="fil">
        <a href="/famille/compte">{t("compte.titre")}</a>
      </p>
      {refus && (
        <Alerte genre="erreur">
          <p>{refus}</p>
        </Alerte>
      )}
      {!second && <Titre key="titre">{t("compte.second")}</Titre>}
      {second?.etat === "absent" && (
        <CreerSecondFacteur identifiant={identifiant} fait={() => aller("/famille/compte")} />
      )}
      {second?.etat === "actif" && (
        <>
          <Titre key="actif">{t("compte.second")}</Titre>
          <p>{t("compte.second_actif")}</p>
          <p>{t("compte.second_reste", { n: second.codes })}</p>
          <Bouton genre="second" onClick={() => demander("codes")}>
            {t("compte.second_codes")}
          </Bouton>
          <Bouton genre="second" onClick={() => demander("retrait")}>
            {t("compte.second_retirer")}
          </Bouton>
        </>
      )}
      {acte && (
        <DemanderPhrase
          titre={t(`compte.second_${acte === "codes" ? "codes" : "retirer"}`)}
          texte={t(acte === "codes" ? "compte.second_codes_texte" : "compte.second_retirer_texte")}
          bouton={t("commun.continuer")}
          fermer={() => demander(undefined)}
          dire={(code) => tSiConnu("compte", `erreur_${code}`)}
          faire={proteger}
        />
      )}
    </>
  );
}

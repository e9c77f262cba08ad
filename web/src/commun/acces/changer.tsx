// Another phrase for the same account: the old one first, then the new one, shown, noted and typed again.
import textesCompte from "virtual:textes/compte";
import { useState } from "preact/hooks";
import { messageAcces } from "./connexion";
import { ChoisirPhrase, ConfirmerPhrase } from "./phrase";
import { prouverPhrase } from "./preuve";
import { Alerte, Resume } from "../composants/Alerte";
import { Bouton } from "../composants/Bouton";
import { Champ } from "../composants/Champ";
import { Progression } from "../composants/Progression";
import { Titre } from "../composants/Titre";
import { chargerTextes, t, tSiConnu } from "../i18n";
import { sessionCourante } from "../session";
import { refermerCoffre } from "./refermer";

chargerTextes(textesCompte);

type Etape =
  | { nom: "ancienne" }
  | { nom: "nouvelle"; preuve: string; phrase?: string }
  | { nom: "confirmer"; preuve: string; phrase: string; refus?: string }
  | { nom: "calcul" }
  | { nom: "faite" };

interface Proprietes {
  retour: string;
  libelle: string; // of the link that goes back there
  suite?: string; // what the new phrase still opens
}

export function ChangerPhrase({ retour, libelle, suite }: Proprietes) {
  const [etape, passer] = useState<Etape>({ nom: "ancienne" });
  const identifiant = sessionCourante()?.identifiant ?? "";

  const changer = async (preuve: string, phrase: string) => {
    passer({ nom: "calcul" });
    const issue = await refermerCoffre(preuve, phrase);
    if (issue.ok) return passer({ nom: "faite" });
    const refus = tSiConnu("compte", `erreur_${issue.code}`) ?? messageAcces(issue);
    passer({ nom: "confirmer", preuve, phrase, refus });
  };

  if (etape.nom === "nouvelle") {
    const { preuve, phrase } = etape;
    return (
      <ChoisirPhrase
        identifiant={identifiant}
        depart={phrase}
        choisie={(choisie) => passer({ nom: "confirmer", preuve, phrase: choisie })}
      />
    );
  }
  if (etape.nom === "confirmer") {
    const { preuve, phrase, refus } = etape;
    return (
      <ConfirmerPhrase
        identifiant={identifiant}
        phrase={phrase}
        refus={refus}
        bouton={t("compte.changer")}
        revoir={() => passer({ nom: "nouvelle", preuve, phrase })}
        confirmee={() => void changer(preuve, phrase)}
      />
    );
  }
  if (etape.nom === "calcul") {
    return (
      <>
        <Titre key="calcul">{t("compte.changement")}</Titre>
        <Progression libelle={t("compte.calcul")} />
        <p>{t("compte.calcul_detail")}</p>
      </>
    );
  }
  if (etape.nom === "faite") {
    return (
      <>
        <Titre key="faite">{t("compte.changee_titre")}</Titre>
        <Alerte genre="succes">
          <p>{t("compte.changee")}</p>
        </Alerte>
        {suite && <p>{suite}</p>}
        <a class="bouton bouton-principal" href={retour}>
          {t("commun.continuer")}
        </a>
      </>
    );
  }
  return (
    <>
      <p class="fil">
        <a href={retour}>{libelle}</a>
      </p>
      <Ancienne prouvee={(preuve) => passer({ nom: "nouvelle", preuve })} />
    </>
  );
}

function Ancienne({ prouvee }: { prouvee: (preuve: string) => void }) {
  const [phrase, taper] = useState("");
  const [refus, refuser] = useState<string>();
  const [occupe, occuper] = useState(false);
  const soumettre = async (envoi: Event) => {
    envoi.preventDefault();
    if (occupe) return;
    if (phrase === "") return refuser(t("acces.phrase_manque"));
    occuper(true);
    const preuve = await prouverPhrase(phrase);
    occuper(false);
    if (preuve.ok) prouvee(preuve.value);
    else refuser(tSiConnu("compte", `erreur_${preuve.code}`) ?? messageAcces(preuve));
  };
  return (
    <>
      <Titre key="ancienne">{t("compte.changer")}</Titre>
      <p>{t("compte.changer_intro")}</p>
      <form onSubmit={(envoi) => void soumettre(envoi)} noValidate>
        <Resume erreurs={refus ? [{ champ: "phrase-ancienne", message: refus }] : []} />
        <Champ
          nom="phrase-ancienne"
          type="password"
          libelle={t("compte.ancienne")}
          autocomplete="current-password"
          valeur={phrase}
          changer={taper}
          erreur={refus}
        />
        {occupe && <Progression libelle={t("acces.ouverture")} />}
        <Bouton type="submit" occupe={occupe}>
          {t("commun.continuer")}
        </Bouton>
      </form>
    </>
  );
}

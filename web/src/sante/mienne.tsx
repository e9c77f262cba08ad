import { useEffect, useState } from "preact/hooks";
import type { Volet } from "../api.gen";
import { Reprise } from "../commun/acces/connexion";
import { clesOuvertes } from "../commun/acces/ouvrir";
import type { ProprietesEcran } from "../commun/application";
import { Alerte } from "../commun/composants/Alerte";
import { Bouton } from "../commun/composants/Bouton";
import { Progression } from "../commun/composants/Progression";
import { Titre } from "../commun/composants/Titre";
import { heure, jour } from "../commun/format";
import { t } from "../commun/i18n";
import { aller } from "../commun/route";
import { auDepart, sessionCourante, useSession } from "../commun/session";
import { garderBrouillon } from "./brouillon";
import { Fil, messageSante, PourEnfant } from "./cadre";
import { rouvrirEnveloppe } from "./enveloppe";
import type { Fiche } from "./fiche";
import { Lignes } from "./lignes";

export function Mienne({ parametres, etablissement }: ProprietesEcran) {
  const ouverte = etablissement === null || etablissement.campagne === "ouverte";
  return (
    <PourEnfant volet={parametres.volet}>
      {(volet) => <Relecture key={volet.id} volet={volet} ouverte={ouverte} />}
    </PourEnfant>
  );
}

type Phase =
  | { nom: "cle" }
  | { nom: "ouverture" }
  | { nom: "lue"; fiche: Fiche; cree_le: number }
  | { nom: "refus"; code: string };

function Relecture({ volet, ouverte }: { volet: Volet; ouverte: boolean }) {
  const [phase, passer] = useState<Phase>(clesOuvertes() ? { nom: "ouverture" } : { nom: "cle" });

  useEffect(() => {
    if (phase.nom !== "ouverture") return;
    let actuel = true;
    rouvrirEnveloppe(volet.id)
      .then((issue) => {
        if (!actuel) return;
        if (issue.ok) passer({ nom: "lue", ...issue.value });
        else passer(issue.code === "coffre_ferme" ? { nom: "cle" } : { nom: "refus", code: issue.code });
      })
      .catch(() => actuel && passer({ nom: "refus", code: "pli_refuse" }));
    return () => {
      actuel = false;
    };
  }, [phase.nom, volet.id]);

  // However the keys close, what they opened goes with them; the door only hides this screen.
  useEffect(() => auDepart(() => passer({ nom: "cle" })), []);
  // Given back at the door itself: the phrase is not asked twice.
  const { session } = useSession();
  useEffect(() => {
    if (session && clesOuvertes()) passer((avant) => (avant.nom === "cle" ? { nom: "ouverture" } : avant));
  }, [session]);

  if (phase.nom === "cle") {
    return (
      <Reprise
        motif="cle"
        identifiant={sessionCourante()?.identifiant ?? ""}
        ouvert={() => passer({ nom: "ouverture" })}
      />
    );
  }
  const remplacer = (fiche?: Fiche) => {
    if (fiche) garderBrouillon(volet.id, { fiche, choisie: true });
    aller(`/famille/${volet.id}/sante/fiche`);
  };
  return (
    <>
      <Fil volet={volet.id} />
      <Titre>{t("sante.relecture_titre")}</Titre>
      {phase.nom === "ouverture" && <Progression libelle={t("sante.relecture_ouverture")} />}
      {phase.nom === "refus" && (
        <>
          <Alerte genre="erreur">
            <p>{messageSante(phase.code)}</p>
          </Alerte>
          <Bouton onClick={() => passer({ nom: "ouverture" })}>{t("commun.reessayer")}</Bouton>
          {ouverte && (
            <Bouton genre="second" onClick={() => remplacer()}>
              {t("sante.remplacer")}
            </Bouton>
          )}
        </>
      )}
      {phase.nom === "lue" && (
        <>
          <p class="discret">{t("sante.fermee", { jour: jour(phase.cree_le), heure: heure(phase.cree_le) })}</p>
          <section class="carte">
            <Lignes fiche={phase.fiche} />
          </section>
          {ouverte && (
            <>
              <p class="sans-impression">{t("sante.remplacer_texte")}</p>
              <Bouton onClick={() => remplacer(phase.fiche)}>{t("sante.remplacer")}</Bouton>
            </>
          )}
          <Bouton genre="second" onClick={() => print()}>
            {t("sante.imprimer")}
          </Bouton>
        </>
      )}
    </>
  );
}

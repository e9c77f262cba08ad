import { useEffect, useRef, useState } from "preact/hooks";
import type { Volet } from "../api.gen";
import { clesOuvertes } from "../commun/acces/ouvrir";
import { Reprise } from "../commun/acces/connexion";
import type { ProprietesEcran } from "../commun/application";
import { Alerte } from "../commun/composants/Alerte";
import { Bouton } from "../commun/composants/Bouton";
import { Progression } from "../commun/composants/Progression";
import { Titre } from "../commun/composants/Titre";
import { t } from "../commun/i18n";
import { aller } from "../commun/route";
import { sessionCourante } from "../commun/session";
import { annoncerDepot } from "../famille/moi";
import { brouillonDe, oublierBrouillon } from "./brouillon";
import { Fil, messageSante, PourEnfant } from "./cadre";
import { fermerEnveloppe } from "./enveloppe";
import { Feuillet } from "./feuillet";
import { ficheAEnvoyer } from "./fiche";
import { Lignes } from "./lignes";

export function Relire({ parametres }: ProprietesEcran) {
  return <PourEnfant volet={parametres.volet}>{(volet) => <AvantFermeture key={volet.id} volet={volet} />}</PourEnfant>;
}

type Phase =
  | { nom: "lecture" }
  | { nom: "cle" }
  | { nom: "serrure"; changee: boolean }
  | { nom: "fermeture"; part?: number; perdu?: boolean }
  | { nom: "refus"; code: string };

// What a person should know is not a fault of her phone.
const nonMateriels = new Set([
  "version_depassee",
  "pli_deja_depose",
  "annuaire_change",
  "session_absente",
  "envoi_inconnu",
  "envoi_incomplet",
  "trop_envois",
  "disque_plein",
  "panne",
  "campagne_fermee",
  "fiche_trop_longue",
  "infirmerie_absente",
]);

function AvantFermeture({ volet }: { volet: Volet }) {
  const [phase, passer] = useState<Phase>({ nom: "lecture" });
  const brouillon = brouillonDe(volet.id);
  const ici = useRef(true);
  useEffect(
    () => () => {
      ici.current = false;
    },
    [],
  );

  // Reloaded: what was typed is gone, so is this step.
  useEffect(() => {
    if (!brouillon) aller(`/famille/${volet.id}/sante`, { remplacer: true });
  }, []);
  if (!brouillon) return null;

  const fermer = async () => {
    if (!clesOuvertes()) return passer({ nom: "cle" });
    passer({ nom: "fermeture" });
    const issue = await fermerEnveloppe(volet.id, brouillon.fiche, {
      avancement: (envoyes, total) => passer({ nom: "fermeture", part: total > 0 ? envoyes / total : 0 }),
      etat: (etat) => passer({ nom: "fermeture", perdu: etat === "attente" }),
    });
    if (!issue.ok) {
      if (issue.code === "coffre_ferme") return passer({ nom: "cle" });
      if (issue.code === "serrure_a_confirmer" || issue.code === "serrure_changee")
        return passer({ nom: "serrure", changee: issue.code === "serrure_changee" });
      return passer({ nom: "refus", code: issue.code });
    }
    // She may have gone back and written something else meanwhile: that one is not in the envelope.
    if (brouillonDe(volet.id) === brouillon) oublierBrouillon(volet.id);
    annoncerDepot();
    if (ici.current) aller(`/famille/${volet.id}/sante`, { remplacer: true });
  };

  if (phase.nom === "cle") {
    return <Reprise motif="cle" identifiant={sessionCourante()?.identifiant ?? ""} ouvert={() => void fermer()} />;
  }
  if (phase.nom === "serrure") {
    return (
      <Feuillet
        volet={volet.id}
        changee={phase.changee}
        confirmee={() => void fermer()}
        fermees={() => passer({ nom: "cle" })}
      />
    );
  }
  if (phase.nom === "fermeture") {
    return (
      <>
        <Titre key="fermeture">{t("sante.fermeture")}</Titre>
        {phase.perdu && (
          <Alerte genre="attention">
            <p>{t("sante.envoi_perdu")}</p>
          </Alerte>
        )}
        <Progression libelle={t(phase.part === undefined ? "sante.fermeture" : "sante.envoi")} part={phase.part} />
      </>
    );
  }
  return (
    <>
      <Fil volet={volet.id} />
      <Titre key="relire">{t("sante.relire_titre")}</Titre>
      {phase.nom === "refus" && <Refus code={phase.code} />}
      <p class="sans-impression">{t("sante.relire_texte")}</p>
      <p class="impression-seule">
        <strong>{t("sante.copie_titre")}</strong>
      </p>
      <section class="carte">
        <Lignes fiche={ficheAEnvoyer(brouillon.fiche)} />
      </section>
      <p class="impression-seule">{t("sante.copie_pied")}</p>
      <div class="sans-impression">
        <Alerte genre="attention">
          <p>{t("sante.urgence")}</p>
        </Alerte>
      </div>
      <Bouton onClick={() => void fermer()}>{t("sante.fermer")}</Bouton>
      <a class="bouton bouton-second sans-impression" href={`/famille/${volet.id}/sante/fiche`}>
        {t("sante.corriger")}
      </a>
      <Bouton genre="second" onClick={() => print()}>
        {t("sante.imprimer")}
      </Bouton>
    </>
  );
}

function Refus({ code }: { code: string }) {
  // The answer was lost, perhaps after the envelope was taken: closing it again is safe, saying it did not leave is not.
  if (code === "reseau_indisponible" || code === "envoi_interrompu") {
    return (
      <Alerte genre="erreur">
        <p>{messageSante(code)}</p>
        <p>{t("sante.refuse_inconnu")}</p>
      </Alerte>
    );
  }
  if (nonMateriels.has(code)) {
    return (
      <Alerte genre="erreur" titre={t("sante.pas_parti")}>
        <p>{messageSante(code)}</p>
        <p>{t("sante.refuse")}</p>
      </Alerte>
    );
  }
  return (
    <Alerte genre="erreur" titre={t("sante.refuse_titre")}>
      <p>{t("sante.refuse")}</p>
      {/* What the box says of a pli it refuses is of no use to a family: what to do is. */}
      {code !== "pli_refuse" && <p>{messageSante(code)}</p>}
      <p>{t("sante.refuse_papier")}</p>
    </Alerte>
  );
}

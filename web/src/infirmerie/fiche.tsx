// A form that opened: on the screen, and on one sheet of paper that says where it comes from.
import type { ComponentChildren, ComponentType } from "preact";
import { plier } from "../agent/dossiers/filtre";
import { Alerte } from "../commun/composants/Alerte";
import { t } from "../commun/i18n";
import { Lignes } from "../sante/lignes";
import type { Enveloppe, LectureFiche } from "./cle";
import { EtatConfiance } from "./confiance";
import { Provenance } from "./provenance";

interface Proprietes {
  lue: LectureFiche;
  enveloppe: Enveloppe;
  college: string;
  titre: ComponentType<{ children: ComponentChildren }>; // alone on its screen, or one sheet among others
}

// The class comes from the box, the name from inside the envelope: when they tell of two children, she must know.
function autreEnfant(lue: LectureFiche, enveloppe: Enveloppe): boolean {
  const dedans = lue.fiche.eleve;
  const dehors = enveloppe.pli.eleve;
  return (
    plier(dedans.nom) !== plier(dehors.nom) ||
    plier(dedans.prenom) !== plier(dehors.prenom) ||
    dedans.naissance !== dehors.naissance
  );
}

export function FeuilleDeFiche({ lue, enveloppe, college, titre: Titre }: Proprietes) {
  const { pli } = enveloppe;
  return (
    <article class="feuille fiche">
      <p class="impression-seule">
        {college} · {t("infirmerie.fiche_titre")}
      </p>
      <div class="tete-dossier">
        <Titre>
          {lue.fiche.eleve.prenom} {lue.fiche.eleve.nom}
        </Titre>
        <span>{t("infirmerie.en_classe", { division: pli.eleve.division })}</span>
        <span>{t("infirmerie.de", { responsable: pli.responsable })}</span>
        <EtatConfiance confiance={lue.confiance} />
      </div>
      {autreEnfant(lue, enveloppe) && (
        <Alerte genre="erreur" titre={t("infirmerie.autre_enfant_titre")}>
          <p>{t("infirmerie.autre_enfant", { enfant: `${pli.eleve.prenom} ${pli.eleve.nom}` })}</p>
        </Alerte>
      )}
      {lue.confiance === "a_confirmer" && (
        <Alerte genre="attention">
          <p>{t("infirmerie.a_confirmer_aide")}</p>
        </Alerte>
      )}
      <Lignes fiche={lue.fiche} />
      <Provenance lue={lue} enveloppe={enveloppe} />
    </article>
  );
}

// One form, on the screen and on one sheet of paper. Nothing is shown before the last check of the vault.
import { useEffect, useState } from "preact/hooks";
import { messageAcces } from "../commun/acces/connexion";
import type { ProprietesEcran } from "../commun/application";
import { Alerte } from "../commun/composants/Alerte";
import { Bouton } from "../commun/composants/Bouton";
import { Titre } from "../commun/composants/Titre";
import { jour, jourEtHeure } from "../commun/format";
import { t } from "../commun/i18n";
import { aller } from "../commun/route";
import { plier } from "../agent/dossiers/filtre";
import { Lignes } from "../sante/lignes";
import { type Enveloppe, fermerCle, type Lecture as Lue, lire, useCle } from "./cle";
import { EtatConfiance } from "./confiance";

export function Lecture({ parametres, etablissement }: ProprietesEcran) {
  const cle = useCle();
  const [lue, poser] = useState<Lue>();
  const [code, poserCode] = useState<string>();
  const enveloppe = cle?.enveloppes.find((une) => une.pli.id === parametres.pli);

  useEffect(() => {
    if (!cle) return aller("/infirmerie", { remplacer: true });
    if (!enveloppe) return poserCode("introuvable");
    let actuel = true;
    void lire(enveloppe.pli).then((issue) => {
      if (!actuel) return;
      if (issue.ok) poser(issue.value);
      else poserCode(issue.code);
    });
    return () => {
      actuel = false;
    };
  }, [cle === null]);

  if (!cle) return null;
  return (
    <>
      <p class="fil sans-impression">
        <a href="/infirmerie">← {t("infirmerie.retour")}</a>
      </p>
      {code || !enveloppe ? (
        <>
          <Titre>{t("infirmerie.refusee_titre")}</Titre>
          <Alerte genre="erreur">
            <p>{t("infirmerie.refusee")}</p>
            <p>{t("infirmerie.refusee_suite")}</p>
            {code && code !== "pli_refuse" && <p class="discret">{messageAcces({ code })}</p>}
          </Alerte>
        </>
      ) : lue ? (
        <UneFiche lue={lue} enveloppe={enveloppe} college={etablissement?.nom ?? ""} />
      ) : (
        <p class="attente" role="status">
          {t("infirmerie.ouverture_fiche")}
        </p>
      )}
    </>
  );
}

// The class comes from the box, the name from inside the envelope: when they tell of two children, she must know.
function autreEnfant(lue: Lue, enveloppe: Enveloppe): boolean {
  const dedans = lue.fiche.eleve;
  const dehors = enveloppe.pli.eleve;
  return (
    plier(dedans.nom) !== plier(dehors.nom) ||
    plier(dedans.prenom) !== plier(dehors.prenom) ||
    dedans.naissance !== dehors.naissance
  );
}

function UneFiche({ lue, enveloppe, college }: { lue: Lue; enveloppe: Enveloppe; college: string }) {
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
      <p class="discret fiche-pied">
        {t("infirmerie.fiche_pied", {
          jour: jourEtHeure(lue.cree_le),
          recue: jour(pli.depose_le),
          version: pli.version,
          cle: t(`infirmerie.cle_${lue.confiance}`),
          empreinte: lue.empreinte.slice(0, 12),
        })}
      </p>
      <div class="boutons sans-impression">
        <Bouton onClick={() => print()}>{t("infirmerie.imprimer_fiche")}</Bouton>
        <a class="bouton bouton-second" href="/infirmerie">
          {t("infirmerie.retour")}
        </a>
        <Bouton genre="second" onClick={fermerCle}>
          {t("infirmerie.fermer_cle")}
        </Bouton>
      </div>
      <p class="discret sans-impression">{t("infirmerie.impression_aide")}</p>
    </article>
  );
}

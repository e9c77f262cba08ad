import { useState } from "preact/hooks";
import type { Volet } from "../api.gen";
import type { ProprietesEcran } from "../commun/application";
import { Alerte, Resume } from "../commun/composants/Alerte";
import { Bouton } from "../commun/composants/Bouton";
import { Case, Champ, ChampLong, Choix } from "../commun/composants/Champ";
import { Titre } from "../commun/composants/Titre";
import { dateIso } from "../commun/format";
import { t } from "../commun/i18n";
import { aller } from "../commun/route";
import { type Brouillon, brouillonDe, garderBrouillon, nouveauBrouillon, repondre } from "./brouillon";
import { Fil, PourEnfant } from "./cadre";
import { type ChampTexte, ecrireFiche, estVide, type Fiche, limites, type Pai, type Reponse } from "./fiche";

export function Formulaire({ parametres }: ProprietesEcran) {
  return <PourEnfant volet={parametres.volet}>{(volet) => <UneFiche key={volet.id} volet={volet} />}</PourEnfant>;
}

type Erreur = { champ: string; message: string };

export function controler({ fiche, choisie }: Brouillon): Erreur[] {
  if (!choisie) return [{ champ: "reponse", message: t("sante.choisir_reponse") }];
  if (fiche.reponse === "a_dire" && estVide(fiche)) return [{ champ: "allergies", message: t("sante.vide") }];
  if (!ecrireFiche(fiche)) return [{ champ: "remarques", message: t("sante.trop_longue") }];
  return [];
}

function UneFiche({ volet }: { volet: Volet }) {
  const [brouillon, poser] = useState<Brouillon>(() => brouillonDe(volet.id) ?? nouveauBrouillon(volet.eleve));
  const [erreurs, poserErreurs] = useState<Erreur[]>([]);
  const { fiche, choisie } = brouillon;

  const changer = (suivant: Brouillon) => {
    garderBrouillon(volet.id, suivant);
    poser(suivant);
  };
  const ecrire = (partie: Partial<Fiche>) => changer({ ...brouillon, fiche: { ...fiche, ...partie } });
  const erreur = (champ: string) => erreurs.find((une) => une.champ === champ)?.message;

  const relire = (envoi: Event) => {
    envoi.preventDefault();
    const trouvees = controler(brouillon);
    poserErreurs(trouvees);
    if (trouvees.length === 0) aller(`/famille/${volet.id}/sante/relire`);
  };

  const champ = (nom: ChampTexte, { lignes = 3, aide = true } = {}) => (
    <ChampLong
      nom={nom}
      libelle={t(`sante.${nom}`)}
      {...(aide ? { aide: t(`sante.${nom}_aide` as "sante.allergies_aide") } : {})}
      facultatif
      lignes={lignes}
      maximum={limites[nom]}
      valeur={fiche[nom]}
      changer={(valeur) => ecrire({ [nom]: valeur })}
      erreur={erreur(nom)}
    />
  );

  return (
    <>
      <Fil volet={volet.id} />
      <Titre>{t("sante.titre")}</Titre>
      <p>
        <strong>
          {volet.eleve.prenom} {volet.eleve.nom}
        </strong>
        {volet.eleve.naissance && (
          <span class="discret bloc">{t("sante.naissance", { date: dateIso(volet.eleve.naissance) })}</span>
        )}
      </p>
      <p class="note">{t("sante.memoire")}</p>
      <form onSubmit={relire} noValidate autocomplete="off">
        <Resume erreurs={erreurs} />
        <Choix
          nom="reponse"
          legende={t("sante.reponse")}
          choix={[
            { valeur: "a_dire", libelle: t("sante.a_dire") },
            { valeur: "rien_a_signaler", libelle: t("sante.rien_a_signaler") },
            { valeur: "pas_ici", libelle: t("sante.pas_ici"), aide: t("sante.pas_ici_aide") },
          ]}
          valeur={choisie ? fiche.reponse : ""}
          changer={(valeur) => changer(repondre(brouillon, valeur as Reponse))}
          erreur={erreur("reponse")}
        />
        {choisie && fiche.reponse === "a_dire" && (
          <>
            <Alerte genre="attention">
              <p>{t("sante.urgence")}</p>
            </Alerte>
            <p>{t("sante.facultatif")}</p>
            {champ("allergies")}
            {champ("maladies")}
            {champ("traitements")}
            {champ("surveiller")}
            <Choix
              nom="pai"
              legende={t("sante.pai")}
              aide={t("sante.pai_aide")}
              choix={[
                { valeur: "", libelle: t("sante.pai_vide") },
                { valeur: "aucun", libelle: t("sante.pai_aucun") },
                { valeur: "existe", libelle: t("sante.pai_existe") },
                { valeur: "demande", libelle: t("sante.pai_demande") },
              ]}
              valeur={fiche.pai}
              changer={(valeur) => ecrire({ pai: valeur as Pai, ...(valeur === "existe" ? {} : { pai_date: "" }) })}
            />
            {fiche.pai === "existe" && (
              <Champ
                nom="pai_date"
                type="date"
                libelle={t("sante.pai_date")}
                aide={t("sante.pai_date_aide")}
                facultatif
                valeur={fiche.pai_date}
                changer={(valeur) => ecrire({ pai_date: valeur })}
              />
            )}
            {champ("vaccins", { lignes: 2 })}
            <Champ
              nom="medecin"
              libelle={t("sante.medecin")}
              facultatif
              maximum={limites.medecin}
              valeur={fiche.medecin}
              changer={(valeur) => ecrire({ medecin: valeur })}
            />
            <Champ
              nom="medecin_telephone"
              type="tel"
              libelle={t("sante.medecin_telephone")}
              facultatif
              maximum={limites.medecin_telephone}
              valeur={fiche.medecin_telephone}
              changer={(valeur) => ecrire({ medecin_telephone: valeur })}
            />
            {champ("remarques", { lignes: 5 })}
            <fieldset class="champ">
              <legend>{t("sante.accords")}</legend>
              <Case
                nom="accord_equipe"
                libelle={t("sante.accord_equipe")}
                coche={fiche.accord_equipe}
                changer={(coche) => ecrire({ accord_equipe: coche })}
              />
              <Case
                nom="accord_rappel"
                libelle={t("sante.accord_rappel")}
                coche={fiche.accord_rappel}
                changer={(coche) => ecrire({ accord_rappel: coche })}
              />
            </fieldset>
          </>
        )}
        <Bouton type="submit">{t("sante.relire")}</Bouton>
      </form>
    </>
  );
}

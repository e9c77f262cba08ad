// Papers of health for one child: chosen here, closed here, then sent. Nothing leaves before the button.
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Volet } from "../api.gen";
import { Reprise } from "../commun/acces/connexion";
import { clesOuvertes } from "../commun/acces/ouvrir";
import type { ProprietesEcran } from "../commun/application";
import { Alerte } from "../commun/composants/Alerte";
import { Bouton } from "../commun/composants/Bouton";
import { Case } from "../commun/composants/Champ";
import { Progression } from "../commun/composants/Progression";
import { Titre } from "../commun/composants/Titre";
import { taille } from "../commun/format";
import { t } from "../commun/i18n";
import { sessionCourante } from "../commun/session";
import { BoutonFichier, useTelephone } from "../famille/pieces/bouton_fichier";
import { Absente, Fil, messageSante, PourEnfant, Urgence } from "./cadre";
import { Feuillet } from "./feuillet";
import {
  ajouter,
  appareilPersonnel,
  arreter,
  deposeesDe,
  direPersonnel,
  fermerEtEnvoyer,
  type Jointe,
  type Nature,
  natures,
  nommer,
  reprendreGardees,
  retirer,
  useJointes,
} from "./jointes";

export function Papiers({ parametres, etablissement }: ProprietesEcran) {
  const ouverte = etablissement === null || etablissement.campagne === "ouverte";
  return (
    <PourEnfant volet={parametres.volet}>
      {(volet) => <LesPapiers key={volet.id} volet={volet} ouverte={ouverte} />}
    </PourEnfant>
  );
}

const bloquants = { coffre_ferme: "cle", serrure_a_confirmer: "serrure", serrure_changee: "changee" } as const;

function LesPapiers({ volet, ouverte }: { volet: Volet; ouverte: boolean }) {
  const jointes = useJointes(volet.id);
  const [demande, demander] = useState<(typeof bloquants)[keyof typeof bloquants]>();
  useEffect(() => void reprendreGardees(), []);

  // One question stops them all: they wait, chosen, until it is answered.
  useEffect(() => {
    for (const une of jointes) {
      const quoi = une.etat.nom === "ratee" && bloquants[une.etat.code as keyof typeof bloquants];
      if (!quoi) continue;
      arreter(une);
      demander(quoi);
    }
  });

  const envoyer = () => {
    const pret = clesOuvertes() !== undefined || jointes.every(({ scelle }) => scelle);
    demander(pret ? undefined : "cle");
    if (pret) void fermerEtEnvoyer(volet.id);
  };

  if (demande === "cle") {
    return <Reprise motif="cle" identifiant={sessionCourante()?.identifiant ?? ""} ouvert={envoyer} />;
  }
  if (demande) {
    const changee = demande === "changee";
    return <Feuillet volet={volet.id} changee={changee} confirmee={envoyer} fermees={() => demander("cle")} />;
  }
  const enRoute = jointes.some(({ etat }) => etat.nom !== "choisie" && etat.nom !== "ratee");
  const envoyees = deposeesDe(volet.id);
  return (
    <>
      <Fil volet={volet.id} />
      <Titre>{t("sante.papiers_titre")}</Titre>
      <p class="discret">{t("sante.pour", { prenom: volet.eleve.prenom })}</p>
      {volet.sante.etat === "infirmerie_absente" ? (
        <Absente />
      ) : !ouverte ? (
        <Alerte genre="attention">
          <p>{t("famille.fermee")}</p>
        </Alerte>
      ) : (
        <>
          {envoyees > 0 && jointes.length === 0 && (
            <Alerte genre="succes" titre={t("sante.papiers_partis", { n: envoyees })}>
              <p>
                <a href={`/famille/${volet.id}/sante/envois`}>{t("sante.voir_envois")}</a>
              </p>
            </Alerte>
          )}
          <p>{t("sante.papiers_intro")}</p>
          {jointes.length > 0 && (
            <ol class="envoi-pages">
              {jointes.map((une) => (
                <Ligne key={une.cle} jointe={une} />
              ))}
            </ol>
          )}
          <Choisir volet={volet} suite={jointes.length > 0} />
          {jointes.length > 0 && (
            <>
              <Case
                nom="personnel"
                libelle={t("sante.personnel")}
                coche={appareilPersonnel()}
                changer={direPersonnel}
              />
              <p class="discret">{t("sante.personnel_aide")}</p>
            </>
          )}
          <Urgence />
          {jointes.length > 0 && (
            <>
              {enRoute && <p>{t("sante.papiers_rester")}</p>}
              <Bouton occupe={enRoute} onClick={envoyer}>
                {t("sante.papiers_fermer", { n: jointes.length })}
              </Bouton>
            </>
          )}
          {jointes.length === 0 && (
            <a class="bouton bouton-second" href={`/famille/${volet.id}/sante`}>
              {t("sante.vers_sante")}
            </a>
          )}
        </>
      )}
    </>
  );
}

function Choisir({ volet, suite }: { volet: Volet; suite: boolean }) {
  const telephone = useTelephone();
  const [preparation, preparer] = useState(false);
  const [refus, refuser] = useState<ReadonlyArray<{ nom: string; code: string }>>([]);
  const recevoir = async (fichiers: readonly File[]) => {
    preparer(true);
    refuser([]);
    refuser(await ajouter(volet.id, volet.eleve, fichiers));
    preparer(false);
  };
  const choisir = (fichiers: readonly File[]) => void recevoir(fichiers);
  return (
    <>
      {refus.map(({ nom, code }) => (
        <Alerte key={nom} genre="erreur" titre={nom}>
          <p>{messageSante(code)}</p>
        </Alerte>
      ))}
      {preparation && <Progression libelle={t("sante.papiers_preparation")} />}
      <div class="choisir">
        {telephone && (
          <BoutonFichier
            genre={suite ? "second" : "principal"}
            libelle={t(suite ? "sante.autre_photo" : "sante.photo")}
            capture
            recevoir={choisir}
          />
        )}
        <BoutonFichier
          genre={telephone || suite ? "second" : "principal"}
          libelle={t(suite ? "sante.autre_fichier" : "sante.fichier")}
          multiple
          recevoir={choisir}
        />
      </div>
    </>
  );
}

function Ligne({ jointe }: { jointe: Jointe }) {
  const { papier, etat, cle } = jointe;
  const image = papier?.mime === "image/jpeg" ? papier.contenu : undefined;
  const adresse = useMemo(() => (image ? URL.createObjectURL(image) : ""), [image]);
  useEffect(() => () => URL.revokeObjectURL(adresse), [adresse]);
  const poids = taille((papier?.contenu ?? jointe.scelle?.corps)?.size ?? 0);
  const calme = etat.nom === "choisie" || etat.nom === "ratee";
  return (
    <li class="envoi-page">
      {image ? (
        <img class="apercu apercu-petit" src={adresse} alt={t("sante.papier_image")} />
      ) : (
        <p class="fichier-choisi">{papier ? `${papier.nom} (${poids})` : t("sante.papier_garde", { taille: poids })}</p>
      )}
      {papier && calme && (
        <div class="champ">
          <label for={`nature-${cle}`}>{t("sante.nature")}</label>
          <select
            id={`nature-${cle}`}
            class="champ-saisie"
            value={papier.nature}
            onChange={(choix) => nommer(jointe, choix.currentTarget.value as Nature)}
          >
            {natures.map((une) => (
              <option key={une} value={une}>
                {t(`sante.nature_${une}`)}
              </option>
            ))}
          </select>
        </div>
      )}
      {papier && !calme && <p class="envoi-numero">{t(`sante.nature_${papier.nature}`)}</p>}
      {etat.nom === "ratee" && (
        <Alerte genre="erreur" titre={t("sante.papier_pas_parti")}>
          <p>{messageSante(etat.code)}</p>
          {papier && <p>{t("sante.papier_la")}</p>}
        </Alerte>
      )}
      {etat.nom === "attente" && <p role="status">{t("sante.papier_attente")}</p>}
      {etat.nom === "scellement" && <Progression libelle={t("sante.fermeture")} part={etat.part} />}
      {etat.nom === "envoi" && (
        <>
          {etat.perdu && (
            <Alerte genre="attention">
              <p>{t("sante.envoi_perdu")}</p>
            </Alerte>
          )}
          <Progression libelle={t("sante.envoi")} part={etat.part} />
        </>
      )}
      {calme ? (
        <Bouton genre="lien" onClick={() => retirer(jointe)}>
          {t("sante.papier_enlever")}
        </Bouton>
      ) : (
        <Bouton genre="second" onClick={() => arreter(jointe)}>
          {t("sante.papier_arreter")}
        </Bouton>
      )}
    </li>
  );
}

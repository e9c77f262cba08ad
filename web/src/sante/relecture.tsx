// One envelope of her own opened again: the form as text, a picture from its bytes, a PDF given back as a file.
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Volet } from "../api.gen";
import type { ProprietesEcran } from "../commun/application";
import { Alerte } from "../commun/composants/Alerte";
import { Bouton } from "../commun/composants/Bouton";
import { Progression } from "../commun/composants/Progression";
import { Titre } from "../commun/composants/Titre";
import { heure, jour } from "../commun/format";
import { t } from "../commun/i18n";
import { aller } from "../commun/route";
import { garderBrouillon } from "./brouillon";
import { Fil, messageSante, PourEnfant, SousCle } from "./cadre";
import { kindFiche } from "./enveloppe";
import { Feuillet } from "./feuillet";
import { type Fiche, lireFiche } from "./fiche";
import { Lignes } from "./lignes";
import { type Contenu, contenuDe } from "./papier";
import { type Relue, rouvrir } from "./releve";

export function Relecture({ parametres, etablissement }: ProprietesEcran) {
  const ouverte = etablissement === null || etablissement.campagne === "ouverte";
  const version = Number(parametres.version);
  return (
    <PourEnfant volet={parametres.volet}>
      {(volet) => (
        <SousCle>
          <Une volet={volet} pli={parametres.pli ?? ""} version={version || undefined} ouverte={ouverte} />
        </SousCle>
      )}
    </PourEnfant>
  );
}

type Lue = { relue: Relue; fiche?: Fiche; papier?: Contenu } | { code: string };

function lire(relue: Relue): Lue {
  const fiche = relue.pli.kind === kindFiche ? lireFiche(relue.donnees) : undefined;
  if (fiche) return { relue, fiche };
  const papier = relue.pli.kind === kindFiche ? undefined : contenuDe(relue.donnees, relue.metadonnees);
  return papier ? { relue, papier } : { code: "pli_refuse" };
}

interface Proprietes {
  volet: Volet;
  pli: string;
  version: number | undefined;
  ouverte: boolean;
}

function Une({ volet, pli, version, ouverte }: Proprietes) {
  const [lue, poser] = useState<Lue>();
  const [essai, reessayer] = useState(0);
  useEffect(() => {
    let actuel = true;
    poser(undefined);
    rouvrir(volet.id, pli, version)
      .then((issue) => actuel && poser(issue.ok ? lire(issue.value) : { code: issue.code }))
      .catch(() => actuel && poser({ code: "pli_refuse" }));
    return () => {
      actuel = false;
    };
  }, [volet.id, pli, version, essai]);

  const derniere = volet.sante.pli === pli && (!version || version === volet.sante.version);
  const remplacer = (fiche?: Fiche) => {
    if (fiche) garderBrouillon(volet.id, { fiche, choisie: true });
    aller(`/famille/${volet.id}/sante/fiche`);
  };
  const relire = () => reessayer(essai + 1);
  if (lue && "code" in lue && lue.code === "serrure_changee")
    return <Feuillet volet={volet.id} changee confirmee={relire} fermees={relire} />;
  return (
    <>
      <Fil volet={volet.id} />
      <Titre>{t("sante.relecture_titre")}</Titre>
      {!lue && <Progression libelle={t("sante.relecture_ouverture")} />}
      {lue && "code" in lue && (
        <>
          <Alerte genre="erreur">
            <p>{messageSante(lue.code)}</p>
          </Alerte>
          <Bouton onClick={relire}>{t("commun.reessayer")}</Bouton>
          {ouverte && derniere && (
            <Bouton genre="second" onClick={() => remplacer()}>
              {t("sante.remplacer")}
            </Bouton>
          )}
        </>
      )}
      {lue && "relue" in lue && (
        <>
          <p class="discret">{t("sante.fermee", { jour: jour(lue.relue.cree_le), heure: heure(lue.relue.cree_le) })}</p>
          {lue.papier && <Montrer papier={lue.papier} />}
          {lue.fiche && (
            <section class="carte">
              <Lignes fiche={lue.fiche} />
            </section>
          )}
          {lue.fiche && derniere && ouverte && (
            <>
              <p class="sans-impression">{t("sante.remplacer_texte")}</p>
              <Bouton onClick={() => remplacer(lue.fiche)}>{t("sante.remplacer")}</Bouton>
            </>
          )}
          {lue.papier?.mime !== "application/pdf" && (
            <Bouton genre="second" onClick={() => print()}>
              {t("sante.imprimer")}
            </Bouton>
          )}
        </>
      )}
    </>
  );
}

function Montrer({ papier: { nature, nom, mime, octets } }: { papier: Contenu }) {
  // Never handed to the browser under a kind that could run: the bytes said which of the two it is.
  const adresse = useMemo(() => URL.createObjectURL(new Blob([octets as BlobPart], { type: mime })), [octets]);
  useEffect(() => () => URL.revokeObjectURL(adresse), [adresse]);
  const titre = t(`sante.nature_${nature}`);
  return (
    <section class="carte">
      <h2>{titre}</h2>
      {mime === "application/pdf" ? (
        <>
          <p>{t("sante.pdf_rendre", { nom })}</p>
          <a class="bouton bouton-principal" href={adresse} download={nom}>
            {t("sante.pdf_enregistrer")}
          </a>
        </>
      ) : (
        <img class="apercu" src={adresse} alt={titre} />
      )}
    </section>
  );
}

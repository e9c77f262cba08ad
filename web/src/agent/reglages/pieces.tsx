// Which pièces the families are asked for, and in what order. The law's word stands beside each.
import reglages from "virtual:textes/reglages";
import { useEffect, useRef, useState } from "preact/hooks";
import { lireReglages, poserReglages } from "../../commun/api";
import { Alerte } from "../../commun/composants/Alerte";
import { Bouton } from "../../commun/composants/Bouton";
import { Titre } from "../../commun/composants/Titre";
import { chargerTextes, messageErreur, t, tSiConnu } from "../../commun/i18n";
import { auDepart } from "../../commun/session";
import { nomType } from "../noms";
import { bouger, demandes, pareils, permise, type Reglage, regler, voulus } from "./ordre";

chargerTextes(reglages);

// Changed and not kept yet: a look at a dossier must not lose it, nor a second gesture made before the first is drawn.
let enCours: readonly Reglage[] | undefined;
auDepart(() => {
  enCours = undefined;
});

export function ReglagesPieces() {
  const [gardees, garder] = useState<readonly Reglage[]>();
  const [liste, poserListe] = useState(enCours);
  const [code, poserCode] = useState<string>();
  const [refus, refuser] = useState<string>();
  const [occupe, occuper] = useState(false);
  const [dite, dire] = useState("");
  const [fait, noterFait] = useState(false);
  const vise = useRef<readonly string[]>([]);

  useEffect(() => {
    void lireReglages().then((lus) => {
      if (!lus.ok) return poserCode(lus.code);
      garder(lus.value.pieces);
      if (!enCours) poserListe(lus.value.pieces);
    });
  }, []);
  useEffect(() => {
    const [premier, autre] = vise.current;
    (document.getElementById(premier ?? "") ?? document.getElementById(autre ?? ""))?.focus();
    vise.current = [];
  });

  const poser = (nouvelle: readonly Reglage[]) => {
    noterFait(false);
    enCours = gardees && pareils(nouvelle, gardees) ? undefined : nouvelle;
    poserListe(nouvelle);
  };
  const courante = () => enCours ?? gardees ?? [];
  const enregistrer = async () => {
    if (occupe) return;
    occuper(true);
    refuser(undefined);
    const issue = await poserReglages(voulus(courante()));
    occuper(false);
    if (!issue.ok) return refuser(tSiConnu("reglages", `refuse_${issue.code}`) ?? messageErreur(issue.code));
    enCours = undefined;
    garder(issue.value.pieces);
    poserListe(issue.value.pieces);
    noterFait(true);
  };

  if (!liste || !gardees) {
    return (
      <>
        <Titre>{t("agent.reglages")}</Titre>
        {code ? (
          <Alerte genre="erreur">
            <p>{messageErreur(code)}</p>
          </Alerte>
        ) : (
          <p class="attente" role="status">
            {t("commun.chargement")}
          </p>
        )}
      </>
    );
  }
  const change = !pareils(liste, gardees);
  const demandees = liste.filter(({ demande }) => demande !== "non");
  const obligatoires = demandees.filter(({ demande }) => demande === "obligatoire").length;
  const deplacer = ({ type }: Reglage, pas: -1 | 1) => {
    const rang = courante().findIndex((un) => un.type === type);
    const nouvelle = bouger(courante(), rang, pas);
    if (nouvelle === courante()) return;
    const boutons = [`monter-${type}`, `descendre-${type}`];
    vise.current = pas < 0 ? boutons : boutons.reverse();
    dire(t("reglages.deplacee", { piece: nomType(type), n: rang + pas + 1, total: nouvelle.length }));
    poser(nouvelle);
  };
  return (
    <>
      <Titre>{t("agent.reglages")}</Titre>
      <p>{t("reglages.intro")}</p>
      <p class="note">{t("reglages.loi")}</p>
      <p class="note sans-impression">{t("reglages.sante")}</p>
      <p>
        <strong>
          {t("reglages.resume", { n: demandees.length })} · {t("reglages.resume_obligatoires", { n: obligatoires })}
        </strong>
      </p>
      <p class="lecteur-seul" role="status">
        {dite}
      </p>
      <ol class="reglages">
        {liste.map((un, rang) => (
          <Ligne
            key={un.type}
            reglage={un}
            rang={rang}
            total={liste.length}
            choisir={(demande) => poser(regler(courante(), un.type, demande))}
            deplacer={(pas) => deplacer(un, pas)}
          />
        ))}
      </ol>
      <div class="reglages-pied sans-impression">
        {refus && (
          <p class="champ-erreur" role="alert">
            {refus}
          </p>
        )}
        <p role="status">{change ? t("reglages.pas_enregistre") : fait ? t("reglages.enregistre") : ""}</p>
        <div class="boutons">
          <Bouton occupe={occupe} onClick={() => void enregistrer()}>
            {t("reglages.enregistrer")}
          </Bouton>
          {change && (
            <Bouton genre="second" onClick={() => poser(gardees)}>
              {t("reglages.reprendre")}
            </Bouton>
          )}
          <Bouton genre="lien" onClick={() => print()}>
            {t("commun.imprimer")}
          </Bouton>
        </div>
      </div>
    </>
  );
}

interface ProprietesLigne {
  reglage: Reglage;
  rang: number;
  total: number;
  choisir: (demande: Reglage["demande"]) => void;
  deplacer: (pas: -1 | 1) => void;
}

function Ligne({ reglage, rang, total, choisir, deplacer }: ProprietesLigne) {
  const { type } = reglage;
  const piece = nomType(type);
  return (
    <li class={reglage.demande === "non" ? "reglage reglage-non" : "reglage"}>
      <div class="reglage-nom">
        <strong>{piece}</strong>
        <span class="impression-seule"> : {t(`reglages.${reglage.demande}`)}</span>
        <span class="bloc discret">{t(`reglages.note_${reglage.note}`)}</span>
      </div>
      <fieldset class="reglage-choix sans-impression">
        <legend class="lecteur-seul">{t("reglages.demande", { piece })}</legend>
        {demandes.map((demande) =>
          permise(reglage, demande) ? (
            <label class="choix" key={demande}>
              <input
                type="radio"
                name={`demande-${type}`}
                checked={reglage.demande === demande}
                onChange={() => choisir(demande)}
              />
              <span>{t(`reglages.${demande}`)}</span>
            </label>
          ) : null,
        )}
      </fieldset>
      <div class="reglage-ordre sans-impression">
        {rang > 0 && (
          <button
            type="button"
            class="outil"
            id={`monter-${type}`}
            aria-label={t("reglages.monter", { piece })}
            title={t("reglages.monter", { piece })}
            onClick={() => deplacer(-1)}
          >
            <span aria-hidden="true">↑</span>
          </button>
        )}
        {rang < total - 1 && (
          <button
            type="button"
            class="outil"
            id={`descendre-${type}`}
            aria-label={t("reglages.descendre", { piece })}
            title={t("reglages.descendre", { piece })}
            onClick={() => deplacer(1)}
          >
            <span aria-hidden="true">↓</span>
          </button>
        )}
      </div>
    </li>
  );
}

// Every élève of the établissement, one row each. Filters live in the address bar; the keyboard goes everywhere.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { AgentEtat, PieceType } from "../../api.gen";
import { lireEtatAgent } from "../../commun/api";
import { Alerte } from "../../commun/composants/Alerte";
import { Bouton } from "../../commun/composants/Bouton";
import { type Colonne, Tableau } from "../../commun/composants/Tableau";
import { Titre } from "../../commun/composants/Titre";
import { type Cle, messageErreur, t } from "../../commun/i18n";
import { auDepart } from "../../commun/session";
import { EtatDossier, motPiece } from "./etats";
import { ecrireFiltre, etats, type Filtre, filtrer, lireFiltre, preparer, sansFiltre } from "./filtre";
import { type Ligne, useDossiers } from "./tous";

// Coming back from a dossier finds the list as it was left.
let dernier: Filtre = sansFiltre;
auDepart(() => {
  dernier = sansFiltre;
});

export function Dossiers() {
  const { dossiers, code, relire } = useDossiers();
  const [filtre, poserFiltre] = useState<Filtre>(() =>
    location.search === "" ? dernier : lireFiltre(location.search),
  );
  const recherche = useRef<HTMLInputElement>(null);
  const cadre = useRef<HTMLDivElement>(null);

  const changer = (change: Partial<Filtre>) => poserFiltre((avant) => ({ ...avant, ...change }));
  useEffect(() => {
    dernier = filtre;
    history.replaceState(history.state, "", location.pathname + ecrireFiltre(filtre));
  }, [filtre]);

  const visibles = useMemo(() => colonnes(dossiers?.dossiers ?? []), [dossiers]);
  const cherchables = useMemo(() => preparer(dossiers?.dossiers ?? []), [dossiers]);
  const { lignes, parEtat, avantEtat } = useMemo(() => filtrer(cherchables, filtre), [cherchables, filtre]);

  useEffect(() => {
    const touche = (frappe: KeyboardEvent) => {
      if (frappe.ctrlKey || frappe.metaKey || frappe.altKey) return;
      const ici = document.activeElement;
      if (frappe.key === "/" && !(ici instanceof HTMLInputElement) && !(ici instanceof HTMLSelectElement)) {
        frappe.preventDefault();
        recherche.current?.focus();
        recherche.current?.select();
      }
      if (frappe.key !== "ArrowDown" && frappe.key !== "ArrowUp") return;
      const liens = [...(cadre.current?.querySelectorAll<HTMLElement>("tbody th a") ?? [])];
      const rang = liens.indexOf(ici as HTMLElement);
      if (rang < 0 && ici !== recherche.current && ici?.id !== "contenu") return;
      const cible = rang < 0 ? liens[0] : liens[rang + (frappe.key === "ArrowDown" ? 1 : -1)];
      if (rang === 0 && frappe.key === "ArrowUp") recherche.current?.focus();
      if (!cible) return;
      frappe.preventDefault();
      cible.focus();
    };
    addEventListener("keydown", touche);
    return () => removeEventListener("keydown", touche);
  }, []);

  const filtree = filtre.texte !== "" || filtre.division !== "" || filtre.etat !== "";
  return (
    <>
      <Titre>{t("agent.dossiers")}</Titre>
      <EnAttente />
      {code && (
        <Alerte genre="erreur">
          <p>{messageErreur(code)}</p>
          <Bouton genre="second" onClick={relire}>
            {t("commun.reessayer")}
          </Bouton>
        </Alerte>
      )}
      {!dossiers ? (
        !code && (
          <p class="attente" role="status">
            {t("commun.chargement")}
          </p>
        )
      ) : dossiers.dossiers.length === 0 ? (
        <Alerte titre={t("agent.aucun_eleve_titre")}>
          <p>{t("agent.aucun_eleve")}</p>
        </Alerte>
      ) : (
        <>
          <search class="filtres">
            <div class="filtre">
              <label for="recherche">{t("agent.chercher")}</label>
              <input
                id="recherche"
                ref={recherche}
                class="champ-saisie"
                type="search"
                autocomplete="off"
                aria-describedby="recherche-aide"
                value={filtre.texte}
                onInput={(saisie) => changer({ texte: saisie.currentTarget.value })}
              />
            </div>
            <div class="filtre filtre-court">
              <label for="classe">{t("agent.classe")}</label>
              <select
                id="classe"
                class="champ-saisie"
                value={filtre.division}
                onChange={(choix) => changer({ division: choix.currentTarget.value })}
              >
                <option value="">{t("agent.toutes")}</option>
                {dossiers.divisions.map((division) => (
                  <option key={division} value={division}>
                    {division}
                  </option>
                ))}
              </select>
            </div>
            <fieldset class="puces">
              <legend class="lecteur-seul">{t("agent.etat")}</legend>
              <Puce
                nom={t("agent.tous_etats")}
                n={avantEtat}
                choisie={filtre.etat === ""}
                choisir={() => changer({ etat: "" })}
              />
              {etats.map((etat) => (
                <Puce
                  key={etat}
                  nom={t(`agent.etat_${etat}`)}
                  n={parEtat[etat]}
                  choisie={filtre.etat === etat}
                  choisir={() => changer({ etat })}
                />
              ))}
            </fieldset>
          </search>
          <p class="bilan">
            <span role="status">
              {t("agent.dossiers_montres", { n: lignes.length, total: dossiers.dossiers.length })}
            </span>{" "}
            {filtree && (
              <Bouton genre="lien" onClick={() => poserFiltre(sansFiltre)}>
                {t("agent.effacer_filtres")}
              </Bouton>
            )}
            <span class="discret" id="recherche-aide">
              {t("agent.clavier_liste")}
            </span>
          </p>
          <div ref={cadre}>
            <Tableau
              legende={t("agent.dossiers")}
              colonnes={visibles}
              lignes={lignes}
              cle={(ligne) => ligne.eleve}
              vide={t("agent.aucun_dossier")}
            />
          </div>
        </>
      )}
    </>
  );
}

function Puce({ nom, n, choisie, choisir }: { nom: string; n: number; choisie: boolean; choisir: () => void }) {
  return (
    <button type="button" class="puce" aria-pressed={choisie} onClick={choisir}>
      {nom} <span class="compte">{n}</span>
    </button>
  );
}

// What waits, for a person and for the machine. Nothing is said while nothing waits.
function EnAttente() {
  const [etat, poser] = useState<AgentEtat>();
  useEffect(() => void lireEtatAgent().then((lu) => lu.ok && poser(lu.value)), []);
  if (!etat) return null;
  const machine = etat.en_attente + etat.en_lecture;
  if (etat.a_relire + machine === 0) return null;
  return (
    <p class="en-attente">
      {etat.a_relire > 0 && <a href="/agent/relecture">{t("agent.etat_a_relire_compte", { n: etat.a_relire })}</a>}
      {etat.en_panne > 0 && <span class="doute">{t("agent.etat_panne", { n: etat.en_panne })}</span>}
      {machine > 0 && <span>{t("agent.etat_machine", { n: machine })}</span>}
    </p>
  );
}

const compter = (ligne: Ligne, type: PieceType) => {
  const mots = ligne.volets.map((volet) => motPiece(volet.pieces.find((piece) => piece.type === type)));
  return [...new Set(mots.filter((mot) => mot !== ""))].join(" · ");
};

// A dozen kinds make no dozen columns: the two that nearly every school asks for, the others by their number.
const principales: ReadonlyArray<{ cle: string; type: PieceType; titre: Cle }> = [
  { cle: "domicile", type: "justificatif_domicile", titre: "agent.col_domicile" },
  { cle: "assurance", type: "assurance_scolaire", titre: "agent.col_assurance" },
];
const estPrincipale = (type: PieceType) => principales.some((une) => une.type === type);
const suivis = ["lue", "a_refaire", "en_lecture", "acceptee"] as const;

export function compterAutres(ligne: Ligne): string {
  const autres = ligne.volets.flatMap(({ pieces }) => pieces).filter(({ type }) => !estPrincipale(type));
  return suivis
    .map((etat) => ({ etat, n: autres.filter((piece) => piece.etat === etat).length }))
    .filter(({ n }) => n > 0)
    .map(({ etat, n }) => t(`agent.compte_${etat}`, { n }))
    .join(" · ");
}

// A function: the sentences are loaded after this module.
const colonnes = (lignes: readonly Ligne[]): ReadonlyArray<Colonne<Ligne>> => [
  {
    cle: "nom",
    titre: t("agent.eleve"),
    texte: (ligne) => `${ligne.nom} ${ligne.prenom}`,
    cellule: (ligne) => (
      <a href={`/agent/dossiers/${ligne.eleve}`}>
        {ligne.nom} {ligne.prenom}
      </a>
    ),
  },
  { cle: "division", titre: t("agent.classe"), texte: (ligne) => ligne.division, etroite: true },
  {
    cle: "etat",
    titre: t("agent.etat"),
    texte: (ligne) => String(etats.indexOf(ligne.etat)),
    cellule: (ligne) => <EtatDossier etat={ligne.etat} />,
    etroite: true,
  },
  ...principales
    .filter(({ type }) => demandee(lignes, (piece) => piece === type))
    .map(({ cle, type, titre }) => ({ cle, titre: t(titre), texte: (ligne: Ligne) => compter(ligne, type) })),
  ...(demandee(lignes, (type) => !estPrincipale(type))
    ? [{ cle: "autres", titre: t("agent.col_autres"), texte: compterAutres }]
    : []),
  {
    cle: "responsables",
    titre: t("agent.responsables"),
    texte: (ligne) => ligne.volets.map((volet) => volet.responsable).join(", "),
  },
];

// Which kinds are asked shows in any dossier: every volet lists them all.
const demandee = (lignes: readonly Ligne[], est: (type: PieceType) => boolean) =>
  lignes.some(({ volets }) => volets.some(({ pieces }) => pieces.some(({ type }) => est(type))));

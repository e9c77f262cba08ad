// The envelopes, by class. What is inside shows only once opened; what is said of each key was judged here.
import { useMemo, useState } from "preact/hooks";
import { messageInfirmerie } from "./refus";
import { Alerte } from "../commun/composants/Alerte";
import { Bouton } from "../commun/composants/Bouton";
import { type Colonne, Tableau } from "../commun/composants/Tableau";
import { Titre } from "../commun/composants/Titre";
import { jour } from "../commun/format";
import { t } from "../commun/i18n";
import { type Enveloppe, fermerCle, heure, type Ouverte, oublierDisparues, relever, signerRecus } from "./cle";
import { EtatConfiance } from "./confiance";
import { Bordereaux } from "./bordereaux";
import { source } from "./source";
import { divisionsDe, type Filtre, filtreCourant, garderFiltre, trier } from "./tri";

const classes = ["", "confirmee", "a_confirmer", "refusee"] as const;
const deuxMois = 60 * 86_400;

export function Liste({ cle }: { cle: Ouverte }) {
  const [filtre, poser] = useState(filtreCourant);
  const [code, poserCode] = useState<string>();
  const [signes, dire] = useState<number>();
  const changer = (change: Partial<Filtre>) => poser(garderFiltre({ ...filtre, ...change }));
  const divisions = useMemo(() => divisionsDe(cle.enveloppes), [cle.enveloppes]);
  const lignes = useMemo(() => trier(cle.enveloppes, filtre), [cle.enveloppes, filtre]);
  const aSigner = cle.enveloppes.filter((une) => une.lue === une.pli.version && !une.relevee);
  const combien = (confiance: Filtre["confiance"]) =>
    cle.enveloppes.filter((une) => confiance === "" || une.confiance === confiance).length;
  const fiches = lignes.filter(({ pli, confiance }) => pli.kind === 2 && pli.octets > 0 && confiance !== "refusee");
  const colonnes = useMemo(colonnesEnveloppes, []);
  const refusees = combien("refusee");

  const actualiser = async () => {
    const issue = await relever(cle);
    poserCode(issue.ok ? undefined : issue.code);
  };
  const signer = async () => {
    const issue = await signerRecus(aSigner.map(({ pli }) => pli));
    poserCode(issue.ok ? undefined : issue.code);
    if (issue.ok) dire(issue.value);
  };

  return (
    <>
      <div class="tete-liste">
        <Titre>{t("infirmerie.enveloppes")}</Titre>
        <div class="boutons">
          {source().genre === "page" && (
            <Bouton genre="second" onClick={() => void actualiser()}>
              {t("infirmerie.relever")}
            </Bouton>
          )}
          <a class="bouton bouton-second" href="/infirmerie/feuillet">
            {t("infirmerie.feuillet")}
          </a>
          <a class="bouton bouton-second" href="/infirmerie/cle">
            {t("infirmerie.cle")}
          </a>
          <Bouton onClick={fermerCle}>{t("infirmerie.fermer_cle")}</Bouton>
        </div>
      </div>
      <p role="status">
        <strong>{t("infirmerie.recues", { n: cle.enveloppes.length })}</strong>{" "}
        {cle.attendues !== undefined && t("infirmerie.pas_recues", { n: cle.attendues })}
      </p>
      {cle.fin === 0 ? (
        <Alerte genre="erreur">
          <p>{t("infirmerie.cle_remplacee")}</p>
        </Alerte>
      ) : (
        cle.fin - heure() < deuxMois && (
          <Alerte genre="attention">
            <p>{t("infirmerie.cle_finit", { jour: jour(cle.fin) })}</p>
            <a href="/infirmerie/cle/rentree">{t("infirmerie.renouveler")}</a>
          </Alerte>
        )
      )}
      {code && (
        <Alerte genre="erreur">
          <p>{messageInfirmerie({ code })}</p>
        </Alerte>
      )}
      {cle.disparues.length > 0 && (
        <Alerte genre="erreur" titre={t("infirmerie.disparues_titre")}>
          <p>{t("infirmerie.disparues", { n: cle.disparues.length })}</p>
          <ul>
            {cle.disparues.map(({ id, qui }) => (
              <li key={id}>{qui || t("infirmerie.disparue_inconnue")}</li>
            ))}
          </ul>
          <Bouton genre="second" onClick={() => void oublierDisparues()}>
            {t("infirmerie.disparues_vues")}
          </Bouton>
        </Alerte>
      )}
      {refusees > 0 && (
        <Alerte genre="attention">
          <p>{t("infirmerie.refusees", { n: refusees })}</p>
        </Alerte>
      )}
      <Bordereaux cle={cle} />
      {cle.enveloppes.length === 0 ? (
        <p class="tableau-vide">{t("infirmerie.aucune")}</p>
      ) : (
        <>
          <search class="filtres filtres-liste">
            <div class="filtre">
              <label for="recherche">{t("infirmerie.chercher")}</label>
              <input
                id="recherche"
                class="champ-saisie"
                type="search"
                autocomplete="off"
                value={filtre.texte}
                onInput={(saisie) => changer({ texte: saisie.currentTarget.value })}
              />
            </div>
            <div class="filtre filtre-court">
              <label for="classe">{t("infirmerie.classe")}</label>
              <select
                id="classe"
                class="champ-saisie"
                value={filtre.classe}
                onChange={(choix) => changer({ classe: choix.currentTarget.value })}
              >
                <option value="">{t("infirmerie.toutes")}</option>
                {divisions.map((division) => (
                  <option key={division} value={division}>
                    {division}
                  </option>
                ))}
              </select>
            </div>
          </search>
          <fieldset class="puces filtres-liste">
            <legend class="lecteur-seul">{t("infirmerie.cle_famille")}</legend>
            {classes.map((confiance) => (
              <button
                key={confiance}
                type="button"
                class="puce"
                aria-pressed={filtre.confiance === confiance}
                onClick={() => changer({ confiance })}
              >
                {t(confiance === "" ? "infirmerie.toutes" : `infirmerie.cle_${confiance}`)} ({combien(confiance)})
              </button>
            ))}
          </fieldset>
          <div class="boutons">
            {fiches.length > 0 && (
              <a class="bouton bouton-second" href="/infirmerie/impression">
                {t("infirmerie.imprimer_fiches", { n: fiches.length })}
              </a>
            )}
            {aSigner.length > 0 && (
              <Bouton genre="second" onClick={() => void signer()}>
                {t("infirmerie.signer_recus", { n: aSigner.length })}
              </Bouton>
            )}
          </div>
          {signes !== undefined && (
            <Alerte genre="succes">
              <p>{t("infirmerie.recus_signes", { n: signes })}</p>
            </Alerte>
          )}
          <Tableau
            legende={t("infirmerie.enveloppes")}
            colonnes={colonnes}
            lignes={lignes}
            cle={(ligne) => ligne.pli.id}
            vide={t("infirmerie.aucune_filtre")}
          />
        </>
      )}
    </>
  );
}

// A function: the sentences are loaded after this module.
const colonnesEnveloppes = (): ReadonlyArray<Colonne<Enveloppe>> => [
  {
    cle: "nom",
    titre: t("infirmerie.eleve"),
    texte: ({ pli: { eleve } }) => `${eleve.nom} ${eleve.prenom}`,
    cellule: ({ pli }) => (
      <a href={`/infirmerie/plis/${pli.id}`}>
        {pli.eleve.nom} {pli.eleve.prenom}
      </a>
    ),
  },
  {
    cle: "quoi",
    titre: t("infirmerie.quoi"),
    texte: ({ pli }) => t(pli.kind === 2 ? "infirmerie.fiche" : "infirmerie.piece_jointe"),
  },
  { cle: "responsable", titre: t("infirmerie.envoyee_par"), texte: ({ pli }) => pli.responsable },
  { cle: "division", titre: t("infirmerie.classe"), texte: ({ pli }) => pli.eleve.division, etroite: true },
  {
    cle: "recue",
    titre: t("infirmerie.recue"),
    texte: ({ pli }) => String(pli.depose_le),
    cellule: ({ pli }) => jour(pli.depose_le),
  },
  {
    cle: "lue",
    titre: t("infirmerie.lue"),
    texte: ({ pli, lue, relevee }) =>
      t(
        pli.octets === 0
          ? "infirmerie.detruite"
          : relevee
            ? "infirmerie.relevee"
            : lue === 0
              ? "infirmerie.pas_lue"
              : lue < pli.version
                ? "infirmerie.nouvelle"
                : "infirmerie.deja_lue",
      ),
  },
  {
    cle: "confiance",
    titre: t("infirmerie.cle_famille"),
    texte: ({ confiance }) => confiance,
    cellule: ({ confiance }) => <EtatConfiance confiance={confiance} />,
  },
];

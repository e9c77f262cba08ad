// The envelopes, by class. What is inside shows only once opened; what is said of each key was judged here.
import { useMemo, useState } from "preact/hooks";
import { messageAcces } from "../commun/acces/connexion";
import { Alerte } from "../commun/composants/Alerte";
import { Bouton } from "../commun/composants/Bouton";
import { type Colonne, Tableau } from "../commun/composants/Tableau";
import { Titre } from "../commun/composants/Titre";
import { jour } from "../commun/format";
import { t } from "../commun/i18n";
import { plier } from "../agent/dossiers/filtre";
import { type Enveloppe, fermerCle, type Ouverte, relever } from "./cle";
import { EtatConfiance } from "./confiance";
import { Bordereaux } from "./bordereaux";

let memoire = { classe: "", texte: "" };

export function Liste({ cle }: { cle: Ouverte }) {
  const [filtre, poser] = useState(memoire);
  const [code, poserCode] = useState<string>();
  const changer = (change: Partial<typeof memoire>) => {
    memoire = { ...filtre, ...change };
    poser(memoire);
  };
  const divisions = useMemo(
    () =>
      [...new Set(cle.enveloppes.map(({ pli }) => pli.eleve.division))].sort((a, b) =>
        a.localeCompare(b, "fr", { numeric: true }),
      ),
    [cle.enveloppes],
  );
  const lignes = useMemo(() => {
    const mots = plier(filtre.texte).split(" ").filter(Boolean);
    return cle.enveloppes
      .filter(({ pli: { eleve } }) => {
        const plie = plier(`${eleve.nom} ${eleve.prenom} ${eleve.nom}`);
        return (filtre.classe === "" || eleve.division === filtre.classe) && mots.every((mot) => plie.includes(mot));
      })
      .sort(
        ({ pli: { eleve: a } }, { pli: { eleve: b } }) =>
          a.division.localeCompare(b.division, "fr", { numeric: true }) ||
          `${a.nom} ${a.prenom}`.localeCompare(`${b.nom} ${b.prenom}`, "fr"),
      );
  }, [cle.enveloppes, filtre]);
  const colonnes = useMemo(colonnesEnveloppes, []);
  const refusees = cle.enveloppes.filter((une) => une.confiance === "refusee").length;

  const actualiser = async () => {
    const issue = await relever(cle);
    poserCode(issue.ok ? undefined : issue.code);
  };

  return (
    <>
      <div class="tete-liste">
        <Titre>{t("infirmerie.enveloppes")}</Titre>
        <div class="boutons">
          <Bouton genre="second" onClick={() => void actualiser()}>
            {t("infirmerie.relever")}
          </Bouton>
          <a class="bouton bouton-second" href="/infirmerie/feuillet">
            {t("infirmerie.feuillet")}
          </a>
          <Bouton onClick={fermerCle}>{t("infirmerie.fermer_cle")}</Bouton>
        </div>
      </div>
      <p role="status">
        <strong>{t("infirmerie.recues", { n: cle.enveloppes.length })}</strong>{" "}
        {t("infirmerie.pas_recues", { n: cle.attendus })}
      </p>
      {code && (
        <Alerte genre="erreur">
          <p>{messageAcces({ code })}</p>
        </Alerte>
      )}
      {cle.disparues > 0 && (
        <Alerte genre="erreur" titre={t("infirmerie.disparues_titre")}>
          <p>{t("infirmerie.disparues", { n: cle.disparues })}</p>
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
    texte: ({ pli, lue }) =>
      t(lue === 0 ? "infirmerie.pas_lue" : lue < pli.version ? "infirmerie.nouvelle" : "infirmerie.deja_lue"),
  },
  {
    cle: "confiance",
    titre: t("infirmerie.cle_famille"),
    texte: ({ confiance }) => confiance,
    cellule: ({ confiance }) => <EtatConfiance confiance={confiance} />,
  },
];

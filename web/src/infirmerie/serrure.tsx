// The lock, made once, or made again under another root: five steps, none skipped. Until the fifth nothing is published and
// everything can be begun again; after it, the phrase or two of the three sheets are the only ways in.
import { useEffect, useState } from "preact/hooks";
import { choisirLecteur } from "../commun/api_infirmerie";
import { messageInfirmerie } from "./refus";
import { Alerte } from "../commun/composants/Alerte";
import { Bouton } from "../commun/composants/Bouton";
import { Choix } from "../commun/composants/Champ";
import { Progression } from "../commun/composants/Progression";
import { Titre } from "../commun/composants/Titre";
import { t } from "../commun/i18n";
import type { Outcome } from "../commun/api";
import { Bordereaux } from "./bordereaux";
import { fabriquer, publier, type Serrure as Faite, useCle } from "./cle";
import { Feuilles } from "./feuilles";
import { type Etablissement, PageFeuillet } from "./feuillet";
import { PhraseDeCle } from "./phrase_cle";
import { source } from "./source";

type Etape =
  | { n: 1 }
  | { n: 2 }
  | { n: 3; phrase: string; code?: string }
  | { n: 4; phrase: string; faite: Faite }
  | { n: 5; phrase: string; faite: Faite; code?: string; occupe: boolean }
  | { n: 6; faite: Faite };

interface Proprietes {
  etablissement: Etablissement | null;
  commencee?: () => void;
  finie?: () => void;
  // In the place of a lock that is in force; what it loses was told before.
  suite?: (phrase: string, avancer: (part: number) => void) => Promise<Outcome<Faite>>;
}

export function Serrure({ etablissement, commencee, finie, suite }: Proprietes) {
  const [etape, aller] = useState<Etape>({ n: suite ? 2 : 1 });
  const [part, avancer] = useState(0);
  const cle = useCle();

  // What is on the sheets exists nowhere else until they are printed.
  useEffect(() => {
    if (etape.n < 2 || etape.n > 5) return;
    const retenir = (depart: BeforeUnloadEvent) => depart.preventDefault();
    addEventListener("beforeunload", retenir);
    return () => removeEventListener("beforeunload", retenir);
  }, [etape.n]);

  useEffect(() => {
    if (etape.n !== 3 || etape.code) return;
    const { phrase } = etape;
    void (suite ?? fabriquer)(phrase, avancer).then((issue) =>
      aller(issue.ok ? { n: 4, phrase, faite: issue.value } : { n: 3, phrase, code: issue.code }),
    );
  }, [etape]);

  const commencer = () => {
    commencee?.();
    aller({ n: 2 });
  };
  const publierMaintenant = async (phrase: string, faite: Faite) => {
    aller({ n: 5, phrase, faite, occupe: true });
    const issue = await publier(faite, phrase);
    aller(issue.ok ? { n: 6, faite } : { n: 5, phrase, faite, occupe: false, code: issue.code });
  };

  return (
    <div class="ceremonie">
      {etape.n < 6 && (
        <p class="discret sans-impression" role="status">
          {t("infirmerie.etape", { n: etape.n, total: 5 })}
        </p>
      )}
      {etape.n === 1 && <Expliquer commencer={commencer} />}
      {etape.n === 2 && (
        <PhraseDeCle
          texte="tournant.serrure_phrase"
          bouton={t("tournant.serrure_fabriquer")}
          choisie={(phrase) => aller({ n: 3, phrase })}
        />
      )}
      {etape.n === 3 && (
        <>
          <Titre key="cle">{t("tournant.serrure_cle_titre")}</Titre>
          {etape.code ? (
            <Alerte genre="erreur">
              <p>{messageInfirmerie({ code: etape.code })}</p>
              <Bouton onClick={() => aller({ n: 3, phrase: etape.phrase })}>{t("commun.reessayer")}</Bouton>
            </Alerte>
          ) : (
            <Progression
              libelle={t(suite ? "tournant.cas_travail" : "tournant.serrure_cle")}
              part={part > 0 ? part : undefined}
            />
          )}
        </>
      )}
      {etape.n === 4 && (
        <Feuilles
          feuilles={etape.faite.feuilles}
          etablissement={etablissement}
          relues={() => aller({ n: 5, phrase: etape.phrase, faite: etape.faite, occupe: false })}
        />
      )}
      {etape.n === 5 && (
        <>
          <Titre key="publier">{t("tournant.serrure_publier_titre")}</Titre>
          <p>{t(source().genre === "page" ? "tournant.serrure_publier" : "tournant.serrure_publier_sacoche")}</p>
          {etape.code && (
            <Alerte genre="erreur">
              <p>{messageInfirmerie({ code: etape.code })}</p>
            </Alerte>
          )}
          {etape.occupe && <Progression libelle={t("tournant.serrure_publication")} />}
          <Bouton occupe={etape.occupe} onClick={() => void publierMaintenant(etape.phrase, etape.faite)}>
            {t("tournant.serrure_publier_bouton")}
          </Bouton>
        </>
      )}
      {etape.n === 6 && (
        <>
          <div class="sans-impression">
            <Titre key="fini">{t("tournant.serrure_finie_titre")}</Titre>
            <p>{t("tournant.serrure_finie")}</p>
            {suite && (
              <>
                <p>{t(etape.faite.annuaire.successeur ? "tournant.racine_annoncee" : "tournant.racine_papier")}</p>
                {etape.faite.renveloppes.length > 0 && (
                  <p>{t("tournant.cas_rouvertes", { n: etape.faite.renveloppes.length })}</p>
                )}
              </>
            )}
            {etape.faite.refusees > 0 && (
              <Alerte genre="attention">
                <p>{t("tournant.cas_fermees", { n: etape.faite.refusees })}</p>
              </Alerte>
            )}
            {/* The sheets of the root before are still on the table: its lists of letters open now, and only now. */}
            {suite && cle && <Bordereaux cle={cle} />}
            <div class="boutons">
              <Bouton onClick={() => print()}>{t("infirmerie.feuillet_imprimer")}</Bouton>
              {finie ? (
                <Bouton genre="second" onClick={finie}>
                  {t("infirmerie.vers_enveloppes")}
                </Bouton>
              ) : (
                <a class="bouton bouton-second" href="/infirmerie">
                  {t("infirmerie.vers_enveloppes")}
                </a>
              )}
            </div>
          </div>
          <PageFeuillet
            etablissement={etablissement}
            empreinte={etape.faite.empreinte}
            courte={etape.faite.empreinte_courte}
          />
        </>
      )}
    </div>
  );
}

function Expliquer({ commencer }: { commencer: () => void }) {
  const [lecteur, choisir] = useState<"" | "page" | "hors_ligne">(source().genre === "page" ? "" : "hors_ligne");
  const [erreur, poserErreur] = useState<string>();
  const surPage = source().genre === "page";

  const continuer = async () => {
    if (!surPage) return commencer();
    if (lecteur === "") return poserErreur(t("tournant.lecteur_manque"));
    // A box that serves this page has chosen it already.
    if (lecteur === "page") return commencer();
    const choisi = await choisirLecteur(lecteur);
    if (choisi.ok) location.assign("/portail");
    else poserErreur(messageInfirmerie(choisi));
  };
  return (
    <>
      <Titre key="expliquer">{t("tournant.serrure_titre")}</Titre>
      <p>{t("tournant.serrure_intro")}</p>
      <ul>
        <li>{t("tournant.serrure_point_1")}</li>
        <li>{t("tournant.serrure_point_2")}</li>
        <li>{t("tournant.serrure_point_3")}</li>
      </ul>
      {surPage && (
        <Choix
          nom="lecteur"
          legende={t("tournant.lecteur_question")}
          erreur={erreur}
          valeur={lecteur}
          changer={(valeur) => choisir(valeur as "page" | "hors_ligne")}
          choix={(["hors_ligne", "page"] as const).map((valeur) => ({
            valeur,
            libelle: t(`tournant.lecteur_${valeur}`),
            aide: t(`tournant.lecteur_${valeur}_aide`),
          }))}
        />
      )}
      <Alerte genre="attention">
        <p>{t("tournant.serrure_avant")}</p>
      </Alerte>
      <Bouton onClick={() => void continuer()}>{t("tournant.serrure_commencer")}</Bouton>
    </>
  );
}

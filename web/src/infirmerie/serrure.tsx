// The lock, made once: five steps, none skipped. Until the fifth nothing is published and everything can be begun again;
// after it, the phrase or two of the three sheets are the only ways in.
import { useEffect, useState } from "preact/hooks";
import type { Accueil } from "../api.gen";
import { messageAcces } from "../commun/acces/connexion";
import { canonique } from "../commun/acces/lettre";
import { Alerte, Resume } from "../commun/composants/Alerte";
import { Bouton } from "../commun/composants/Bouton";
import { Carre } from "../commun/composants/Carre";
import { Champ } from "../commun/composants/Champ";
import { Progression } from "../commun/composants/Progression";
import { Titre } from "../commun/composants/Titre";
import { t } from "../commun/i18n";
import { fabriquer, publier, type Serrure as Faite } from "./cle";
import { PageFeuillet } from "./feuillet";

const outils = () => import("../coffre/phrase");
const motsDeCle = 7;

type Etape =
  | { n: 1 }
  | { n: 2; phrase: string; confirmer: boolean }
  | { n: 3; phrase: string; code?: string }
  | { n: 4; faite: Faite; retaper: boolean }
  | { n: 5; faite: Faite; code?: string; occupe: boolean }
  | { n: 6; faite: Faite };

interface Proprietes {
  uai: string;
  etablissement: Accueil | null;
  commencee: () => void;
  finie: () => void;
}

export function Serrure({ uai, etablissement, commencee, finie }: Proprietes) {
  const [etape, aller] = useState<Etape>({ n: 1 });

  // What is on the sheets exists nowhere else until they are printed.
  useEffect(() => {
    if (etape.n < 2 || etape.n > 5) return;
    const retenir = (depart: BeforeUnloadEvent) => depart.preventDefault();
    addEventListener("beforeunload", retenir);
    return () => removeEventListener("beforeunload", retenir);
  }, [etape.n]);

  useEffect(() => {
    if (etape.n !== 3 || etape.code) return;
    void fabriquer(uai, etape.phrase).then((issue) =>
      aller(issue.ok ? { n: 4, faite: issue.value, retaper: false } : { n: 3, phrase: etape.phrase, code: issue.code }),
    );
  }, [etape]);

  const commencer = async () => {
    commencee();
    const { proposePhrase } = await outils();
    aller({ n: 2, phrase: proposePhrase(motsDeCle), confirmer: false });
  };
  const publierMaintenant = async (faite: Faite) => {
    aller({ n: 5, faite, occupe: true });
    const issue = await publier(faite);
    aller(issue.ok ? { n: 6, faite } : { n: 5, faite, occupe: false, code: issue.code });
  };

  return (
    <div class="ceremonie">
      {etape.n < 6 && <Etapes n={etape.n} />}
      {etape.n === 1 && <Expliquer commencer={() => void commencer()} />}
      {etape.n === 2 && !etape.confirmer && (
        <Phrase
          phrase={etape.phrase}
          autre={() => void commencer()}
          notee={() => aller({ ...etape, confirmer: true })}
        />
      )}
      {etape.n === 2 && etape.confirmer && (
        <Confirmer
          phrase={etape.phrase}
          revoir={() => aller({ ...etape, confirmer: false })}
          faite={() => aller({ n: 3, phrase: etape.phrase })}
        />
      )}
      {etape.n === 3 && (
        <>
          <Titre key="cle">{t("infirmerie.serrure_cle_titre")}</Titre>
          {etape.code ? (
            <Alerte genre="erreur">
              <p>{messageAcces({ code: etape.code })}</p>
              <Bouton onClick={() => aller({ n: 3, phrase: etape.phrase })}>{t("commun.reessayer")}</Bouton>
            </Alerte>
          ) : (
            <Progression libelle={t("infirmerie.serrure_cle")} />
          )}
        </>
      )}
      {etape.n === 4 && !etape.retaper && (
        <Feuilles
          faite={etape.faite}
          etablissement={etablissement}
          imprimees={() => aller({ ...etape, retaper: true })}
        />
      )}
      {etape.n === 4 && etape.retaper && (
        <Retaper
          faite={etape.faite}
          revoir={() => aller({ ...etape, retaper: false })}
          juste={() => aller({ n: 5, faite: etape.faite, occupe: false })}
        />
      )}
      {etape.n === 5 && (
        <>
          <Titre key="publier">{t("infirmerie.serrure_publier_titre")}</Titre>
          <p>{t("infirmerie.serrure_publier")}</p>
          {etape.code && (
            <Alerte genre="erreur">
              <p>{messageAcces({ code: etape.code })}</p>
            </Alerte>
          )}
          {etape.occupe && <Progression libelle={t("infirmerie.serrure_publication")} />}
          <Bouton occupe={etape.occupe} onClick={() => void publierMaintenant(etape.faite)}>
            {t("infirmerie.serrure_publier_bouton")}
          </Bouton>
        </>
      )}
      {etape.n === 6 && (
        <>
          <div class="sans-impression">
            <Titre key="fini">{t("infirmerie.serrure_finie_titre")}</Titre>
            <p>{t("infirmerie.serrure_finie")}</p>
            <div class="boutons">
              <Bouton onClick={() => print()}>{t("infirmerie.feuillet_imprimer")}</Bouton>
              <Bouton genre="second" onClick={finie}>
                {t("infirmerie.vers_enveloppes")}
              </Bouton>
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

function Etapes({ n }: { n: number }) {
  return (
    <p class="discret sans-impression" role="status">
      {t("infirmerie.etape", { n, total: 5 })}
    </p>
  );
}

function Expliquer({ commencer }: { commencer: () => void }) {
  return (
    <>
      <Titre key="expliquer">{t("infirmerie.serrure_titre")}</Titre>
      <p>{t("infirmerie.serrure_intro")}</p>
      <ul>
        <li>{t("infirmerie.serrure_point_1")}</li>
        <li>{t("infirmerie.serrure_point_2")}</li>
        <li>{t("infirmerie.serrure_point_3")}</li>
      </ul>
      <Alerte genre="attention">
        <p>{t("infirmerie.serrure_avant")}</p>
      </Alerte>
      <Bouton onClick={commencer}>{t("infirmerie.serrure_commencer")}</Bouton>
    </>
  );
}

function Phrase({ phrase, autre, notee }: { phrase: string; autre: () => void; notee: () => void }) {
  return (
    <>
      <Titre key="phrase">{t("infirmerie.serrure_phrase_titre")}</Titre>
      <p>{t("infirmerie.serrure_phrase")}</p>
      <p class="grande-phrase" role="status">
        {phrase.replaceAll("-", " ")}
      </p>
      <div class="boutons">
        <Bouton onClick={notee}>{t("infirmerie.serrure_phrase_notee")}</Bouton>
        <Bouton genre="second" onClick={autre}>
          {t("infirmerie.serrure_phrase_autre")}
        </Bouton>
      </div>
    </>
  );
}

function Confirmer({ phrase, revoir, faite }: { phrase: string; revoir: () => void; faite: () => void }) {
  const [tapee, taper] = useState("");
  const [erreur, poserErreur] = useState<string>();
  const soumettre = async (envoi: Event) => {
    envoi.preventDefault();
    const { samePhrase } = await outils();
    if (samePhrase(tapee, phrase)) faite();
    else poserErreur(t("infirmerie.serrure_phrase_differente"));
  };
  return (
    <form onSubmit={(envoi) => void soumettre(envoi)} noValidate>
      <Titre key="confirmer">{t("infirmerie.serrure_confirmer_titre")}</Titre>
      <Resume erreurs={erreur ? [{ champ: "phrase-serrure", message: erreur }] : []} />
      <Champ
        nom="phrase-serrure"
        type="password"
        libelle={t("infirmerie.phrase_cle")}
        aide={t("infirmerie.serrure_confirmer")}
        autocomplete="off"
        valeur={tapee}
        changer={taper}
        erreur={erreur}
      />
      <div class="boutons">
        <Bouton type="submit">{t("infirmerie.serrure_fabriquer")}</Bouton>
        <Bouton genre="second" onClick={revoir}>
          {t("infirmerie.serrure_revoir")}
        </Bouton>
      </div>
    </form>
  );
}

function Feuilles({
  faite,
  etablissement,
  imprimees,
}: {
  faite: Faite;
  etablissement: Accueil | null;
  imprimees: () => void;
}) {
  return (
    <>
      <div class="sans-impression">
        <Titre key="feuilles">{t("infirmerie.feuilles_titre")}</Titre>
        <p>{t("infirmerie.feuilles_texte")}</p>
        <ol>
          <li>{t("infirmerie.feuille_lieu_1")}</li>
          <li>{t("infirmerie.feuille_lieu_2")}</li>
          <li>{t("infirmerie.feuille_lieu_3")}</li>
        </ol>
        <div class="boutons">
          <Bouton onClick={() => print()}>{t("infirmerie.feuilles_imprimer")}</Bouton>
          <Bouton genre="second" onClick={imprimees}>
            {t("infirmerie.feuilles_imprimees")}
          </Bouton>
        </div>
      </div>
      {faite.feuilles.map((feuille) => (
        <section
          class="feuille papier"
          key={feuille.numero}
          aria-label={t("infirmerie.feuille_numero", { n: feuille.numero })}
        >
          <p class="papier-qui">{etablissement?.nom}</p>
          <h2>{t("infirmerie.feuille_numero", { n: feuille.numero })}</h2>
          <p>{t("infirmerie.feuille_texte")}</p>
          <p>
            <strong>{t(`infirmerie.feuille_lieu_${feuille.numero}`)}</strong>
          </p>
          <ol class="groupes code">
            {feuille.groupes.map((groupe, rang) => (
              <li key={rang}>
                <span class="groupe-rang">{rang + 1}</span> {groupe}
              </li>
            ))}
          </ol>
          <Carre texte={feuille.octets} libelle={t("infirmerie.feuille_carre", { n: feuille.numero })} />
          {etablissement?.demonstration && <p class="specimen">{t("infirmerie.specimen")}</p>}
        </section>
      ))}
    </>
  );
}

// A printer that ran out of ink is found out now, not the day the phrase is lost.
function Retaper({ faite, revoir, juste }: { faite: Faite; revoir: () => void; juste: () => void }) {
  const [tirage] = useState(() => {
    const [a = 0, b = 0, c = 0] = crypto.getRandomValues(new Uint32Array(3));
    const feuille = faite.feuilles[a % faite.feuilles.length] as Faite["feuilles"][number];
    const premier = b % feuille.groupes.length;
    const second = (premier + 1 + (c % (feuille.groupes.length - 1))) % feuille.groupes.length;
    return { feuille, rangs: [Math.min(premier, second), Math.max(premier, second)] as const };
  });
  const [tapes, taper] = useState<readonly [string, string]>(["", ""]);
  const [faux, poserFaux] = useState<readonly boolean[]>([]);
  const soumettre = (envoi: Event) => {
    envoi.preventDefault();
    const fautes = tirage.rangs.map((rang, i) => canonique(tapes[i] ?? "") !== tirage.feuille.groupes[rang]);
    if (fautes.some(Boolean)) poserFaux(fautes);
    else juste();
  };
  const erreurs = tirage.rangs.flatMap((rang, i) =>
    faux[i] ? [{ champ: `groupe-${rang}`, message: t("infirmerie.groupe_faux", { n: rang + 1 }) }] : [],
  );
  return (
    <form onSubmit={soumettre} noValidate>
      <Titre key="retaper">{t("infirmerie.retaper_titre", { n: tirage.feuille.numero })}</Titre>
      <p>{t("infirmerie.retaper")}</p>
      <Resume erreurs={erreurs} />
      {tirage.rangs.map((rang, i) => (
        <Champ
          key={rang}
          nom={`groupe-${rang}`}
          libelle={t("infirmerie.groupe", { n: rang + 1 })}
          valeur={tapes[i] ?? ""}
          changer={(valeur) => taper(i === 0 ? [valeur, tapes[1]] : [tapes[0], valeur])}
          erreur={faux[i] ? t("infirmerie.groupe_faux", { n: rang + 1 }) : undefined}
        />
      ))}
      <div class="boutons">
        <Bouton type="submit">{t("commun.continuer")}</Bouton>
        <Bouton genre="second" onClick={revoir}>
          {t("infirmerie.feuilles_revoir")}
        </Bouton>
      </div>
    </form>
  );
}

// Who holds the key changes: each case of a school's life, told in plain words before, with what is lost and what is not.
import { useEffect, useState } from "preact/hooks";
import type { FeuilleKit } from "../coffre/contrat";
import { messageInfirmerie } from "./refus";
import { Alerte, Resume } from "../commun/composants/Alerte";
import { Bouton } from "../commun/composants/Bouton";
import { ChampLong, Choix } from "../commun/composants/Champ";
import { Progression } from "../commun/composants/Progression";
import { Titre } from "../commun/composants/Titre";
import type { Outcome } from "../commun/api";
import { jour } from "../commun/format";
import { t } from "../commun/i18n";
import { Bordereaux } from "./bordereaux";
import {
  ajouterSuppleante,
  type Bilan,
  copieDeCle,
  fabriquer,
  fermerKit,
  type Kit,
  partagerKit,
  refaire,
  remplacer,
  renouveler,
  retirerSuppleante,
  reunirKit,
  useCle,
} from "./cle";
import { Feuilles } from "./feuilles";
import type { ProprietesLecteur } from "./lecteur";
import { PhraseDeCle } from "./phrase_cle";
import { enregistrer } from "./enregistrer";
import { Serrure } from "./serrure";

type Cas = keyof typeof cas;
// `cle`: her key must be open. `feuilles`: two sheets are asked. `phrase`: a new key is made.
const cas = {
  perdue: { cle: false, feuilles: true, phrase: true },
  depart: { cle: true, feuilles: true, phrase: true },
  injoignable: { cle: false, feuilles: true, phrase: true },
  suppleante: { cle: true, feuilles: true, phrase: true },
  fin_suppleante: { cle: false, feuilles: true, phrase: false },
  rentree: { cle: true, feuilles: true, phrase: true },
  feuille: { cle: false, feuilles: true, phrase: false },
  racine: { cle: false, feuilles: true, phrase: false },
  deux_feuilles: { cle: true, feuilles: false, phrase: false },
  tout_perdu: { cle: false, feuilles: false, phrase: false },
} as const;
// Where the lock itself is made again: its own screens say when it is done.
type Refaite = "racine" | "deux_feuilles" | "tout_perdu";
const estRefaite = (nom: Cas): nom is Refaite => nom === "racine" || !cas[nom].feuilles;
const tous = Object.keys(cas) as Cas[];
const estCas = (nom: string | undefined): nom is Cas => tous.some((un) => un === nom);

export function Tournant({ parametres, etablissement }: ProprietesLecteur) {
  const nom = parametres.cas;
  // The root of everything must not stay in memory when the sheets go back to their envelopes.
  useEffect(() => () => void fermerKit(), []);
  return (
    <div class="ceremonie">
      <p class="fil sans-impression">
        {nom ? (
          <a href="/infirmerie/cle">← {t("infirmerie.cle_situations")}</a>
        ) : (
          <a href="/infirmerie">← {t("infirmerie.retour")}</a>
        )}
      </p>
      {estCas(nom) ? <UnCas nom={nom} etablissement={etablissement} /> : <Situations />}
    </div>
  );
}

function Situations() {
  const cle = useCle();
  const [code, poserCode] = useState<string>();
  const copier = async () => {
    const copie = await copieDeCle();
    poserCode(copie.ok ? undefined : copie.code);
    if (copie.ok) enregistrer("infirmerie.dscocle", copie.value);
  };
  return (
    <>
      <Titre>{t("infirmerie.cle")}</Titre>
      {cle && (
        <section class="carte">
          <h2>{t("tournant.copie_titre")}</h2>
          <p>{t("tournant.copie")}</p>
          {code && (
            <Alerte genre="erreur">
              <p>{messageInfirmerie({ code })}</p>
            </Alerte>
          )}
          <Bouton genre="second" onClick={() => void copier()}>
            {t("tournant.copie_bouton")}
          </Bouton>
        </section>
      )}
      <h2>{t("tournant.cle_question")}</h2>
      <ul class="situations">
        {tous.map((nom) => (
          <li key={nom}>
            <a href={`/infirmerie/cle/${nom}`}>{t(`tournant.cas_${nom}`)}</a>
          </li>
        ))}
      </ul>
    </>
  );
}

type Fait = { bilan?: Bilan; fichier?: string };
type Etape =
  | { nom: "expliquer" }
  | { nom: "feuilles" }
  | { nom: "phrase"; kit: Kit }
  | { nom: "qui"; kit: Kit }
  | { nom: "travail"; faire: (avancer: (part: number) => void) => Promise<Outcome<Fait>>; code?: string }
  | { nom: "serrure" }
  | { nom: "imprimer"; feuilles: FeuilleKit[] }
  | { nom: "fini"; fait: Fait };

function UnCas({ nom, etablissement }: { nom: Cas; etablissement: ProprietesLecteur["etablissement"] }) {
  const cle = useCle();
  const besoin = cas[nom];
  const [etape, aller] = useState<Etape>({ nom: "expliquer" });
  const [part, avancer] = useState(0);

  useEffect(() => {
    if (etape.nom !== "travail" || etape.code) return;
    const { faire } = etape;
    void faire(avancer).then((issue) =>
      aller(issue.ok ? { nom: "fini", fait: issue.value } : { nom: "travail", faire, code: issue.code }),
    );
  }, [etape]);

  const reunies = async (kit: Kit) => {
    if (besoin.phrase) return aller({ nom: "phrase", kit });
    if (nom === "fin_suppleante") return aller({ nom: "qui", kit });
    if (nom === "racine") return aller({ nom: "serrure" });
    const neuves = await partagerKit();
    if (neuves.ok) aller({ nom: "imprimer", feuilles: neuves.value });
  };
  const choisie = (kit: Kit, phrase: string) =>
    aller({
      nom: "travail",
      faire: async (dire) => {
        if (nom === "suppleante") {
          const ajoutee = await ajouterSuppleante(phrase, dire);
          return ajoutee.ok ? { ok: true, value: { bilan: ajoutee.value, fichier: ajoutee.value.fichier } } : ajoutee;
        }
        // Who holds the place of the nurse leaves it; a substitute stays.
        const titulaires = kit.certificats.filter(({ role }) => role === 1).map(({ cert }) => cert);
        const bilan = nom === "rentree" ? await renouveler(phrase, dire) : await remplacer(titulaires, phrase, dire);
        return bilan.ok ? { ok: true, value: { bilan: bilan.value } } : bilan;
      },
    });

  switch (etape.nom) {
    case "expliquer":
      return (
        <>
          <Titre key="expliquer">{t(`tournant.cas_${nom}`)}</Titre>
          <p>{t(`tournant.cas_${nom}_texte`)}</p>
          <Alerte genre="attention" titre={t("tournant.cas_perte")}>
            <p>{t(`tournant.cas_${nom}_perte`)}</p>
          </Alerte>
          {besoin.cle && !cle ? (
            <>
              <p>{t("tournant.cas_ouvrir")}</p>
              <a class="bouton bouton-principal" href="/infirmerie">
                {t("infirmerie.ouvrir")}
              </a>
            </>
          ) : (
            <Bouton onClick={() => aller({ nom: besoin.feuilles ? "feuilles" : "serrure" })}>
              {t("tournant.cas_commencer")}
            </Bouton>
          )}
        </>
      );
    case "serrure":
      return <Serrure etablissement={etablissement} suite={nom === "tout_perdu" ? fabriquer : refaire} />;
    case "feuilles":
      return <DeuxFeuilles reunies={(kit) => void reunies(kit)} />;
    case "phrase":
      return (
        <PhraseDeCle
          texte={nom === "suppleante" || nom === "depart" ? "tournant.phrase_autre" : "tournant.serrure_phrase"}
          bouton={t("tournant.serrure_fabriquer")}
          choisie={(phrase) => choisie(etape.kit, phrase)}
        />
      );
    case "qui":
      return (
        <QuiPart
          kit={etape.kit}
          choisie={(cert) =>
            aller({
              nom: "travail",
              faire: async () => {
                const sortie = await retirerSuppleante(cert);
                return sortie.ok ? { ok: true, value: {} } : sortie;
              },
            })
          }
        />
      );
    case "travail":
      return (
        <>
          <Titre key="travail">{t(`tournant.cas_${nom}`)}</Titre>
          {etape.code ? (
            <Alerte genre="erreur">
              <p>{messageInfirmerie({ code: etape.code })}</p>
              <Bouton onClick={() => aller({ nom: "feuilles" })}>{t("tournant.cas_reprendre")}</Bouton>
            </Alerte>
          ) : (
            <Progression libelle={t("tournant.cas_travail")} part={part > 0 ? part : undefined} />
          )}
        </>
      );
    case "imprimer":
      return (
        <Feuilles
          feuilles={etape.feuilles}
          etablissement={etablissement}
          relues={() => aller({ nom: "fini", fait: {} })}
        />
      );
    case "fini":
      return estRefaite(nom) ? null : <Fini nom={nom} fait={etape.fait} />;
  }
}

function Fini({ nom, fait: { bilan, fichier } }: { nom: Exclude<Cas, Refaite>; fait: Fait }) {
  const cle = useCle();
  return (
    <>
      <Titre key="fini">{t("tournant.cas_fini_titre")}</Titre>
      <Alerte genre="succes">
        <p>{t(`tournant.cas_${nom}_fini`)}</p>
        {bilan && <p>{t("tournant.cas_rouvertes", { n: bilan.rouvertes })}</p>}
      </Alerte>
      {bilan && bilan.refusees > 0 && (
        <Alerte genre="attention">
          <p>{t("tournant.cas_fermees", { n: bilan.refusees })}</p>
        </Alerte>
      )}
      {fichier && (
        <>
          <p>{t("tournant.suppleante_fichier")}</p>
          <Bouton onClick={() => enregistrer("suppleante.dscocle", fichier)}>
            {t("tournant.suppleante_enregistrer")}
          </Bouton>
        </>
      )}
      {/* The sheets are still on the table: the lists of letters older than the new key open now, and only now. */}
      {cle && (nom === "perdue" || nom === "injoignable") && <Bordereaux cle={cle} />}
      <p class="espace">
        <a href="/infirmerie">{t("infirmerie.vers_enveloppes")}</a>
      </p>
    </>
  );
}

function DeuxFeuilles({ reunies }: { reunies: (kit: Kit) => void }) {
  const [saisies, taper] = useState<readonly [string, string]>(["", ""]);
  const [erreurs, poserErreurs] = useState<Array<{ champ: string; message: string }>>([]);
  const [occupe, occuper] = useState(false);

  const soumettre = async (envoi: Event) => {
    envoi.preventDefault();
    if (occupe) return;
    const manques = saisies.flatMap((saisie, rang) =>
      saisie.trim() === "" ? [{ champ: `feuille-${rang}`, message: t("tournant.feuille_manque") }] : [],
    );
    poserErreurs(manques);
    if (manques.length > 0) return;
    occuper(true);
    const issue = await reunirKit(...saisies);
    occuper(false);
    if (issue.ok) reunies(issue.value);
    else poserErreurs([{ champ: "feuille-0", message: messageInfirmerie(issue) }]);
  };
  return (
    <form onSubmit={(envoi) => void soumettre(envoi)} noValidate>
      <Titre key="deux">{t("tournant.deux_titre")}</Titre>
      <p>{t("tournant.deux_texte")}</p>
      <Resume erreurs={erreurs} />
      {([0, 1] as const).map((rang) => (
        <ChampLong
          key={rang}
          nom={`feuille-${rang}`}
          libelle={t(rang === 0 ? "tournant.feuille_une" : "tournant.feuille_autre")}
          aide={t("tournant.feuille_groupes", { n: groupesTapes(saisies[rang]) })}
          valeur={saisies[rang]}
          changer={(valeur) => taper(rang === 0 ? [valeur, saisies[1]] : [saisies[0], valeur])}
          erreur={erreurs.find(({ champ }) => champ === `feuille-${rang}`)?.message}
        />
      ))}
      {occupe && <Progression libelle={t("tournant.deux_calcul")} />}
      <Bouton type="submit" occupe={occupe}>
        {t("commun.continuer")}
      </Bouton>
    </form>
  );
}

const groupesTapes = (saisie: string) => Math.ceil(saisie.replace(/[^0-9A-Za-z]/g, "").length / 4);

function QuiPart({ kit, choisie }: { kit: Kit; choisie: (cert: string) => void }) {
  const suppleantes = kit.certificats.filter(({ role }) => role === 2);
  const [cert, choisir] = useState(suppleantes[0]?.cert ?? "");
  if (suppleantes.length === 0) {
    return (
      <>
        <Titre key="qui">{t("tournant.cas_fin_suppleante")}</Titre>
        <p>{t("tournant.sans_suppleante")}</p>
      </>
    );
  }
  return (
    <>
      <Titre key="qui">{t("tournant.cas_fin_suppleante")}</Titre>
      <Choix
        nom="suppleante"
        legende={t("tournant.suppleante_laquelle")}
        valeur={cert}
        changer={choisir}
        choix={suppleantes.map((une) => ({
          valeur: une.cert,
          libelle: t("tournant.suppleante_depuis", { jour: jour(une.debut + 86_400) }),
        }))}
      />
      <Bouton onClick={() => choisie(cert)}>{t("tournant.suppleante_retirer")}</Bouton>
    </>
  );
}

// Letters: whom to write to, the nurse's fingerprint typed first, codes made in this browser, then paper.
import textesCourrier from "virtual:textes/courrier";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Courriers as Reponse } from "../../api.gen";
import { lireCourriers } from "../../commun/api";
import { FormulaireAcces, messageAcces } from "../../commun/acces/connexion";
import { clesOuvertes } from "../../commun/acces/ouvrir";
import { Alerte, Resume } from "../../commun/composants/Alerte";
import { Bouton } from "../../commun/composants/Bouton";
import { Case, Champ, Choix } from "../../commun/composants/Champ";
import { Progression } from "../../commun/composants/Progression";
import { Titre } from "../../commun/composants/Titre";
import { chargerTextes, t, tSiConnu } from "../../commun/i18n";
import { sessionCourante } from "../../commun/session";
import {
  type Bureau,
  choisir,
  fabriquerLot,
  garderLot,
  lettresMaximum,
  lireBureau,
  type Lot,
  lotEnCours,
  type Public,
  publics,
  verifierFeuillet,
} from "./fabriquer";
import { PageFiche, PageLettre } from "./lettre";

chargerTextes(textesCourrier);

const message = (code: string) => tSiConnu("courrier", `erreur_${code}`) ?? messageAcces({ code });

export function Courriers() {
  const [lot, poserLot] = useState<Lot | null>(lotEnCours);
  const [cles, voirCles] = useState(clesOuvertes() !== undefined);
  const poser = (nouveau: Lot | null) => {
    garderLot(nouveau);
    poserLot(nouveau);
  };
  if (lot) return <Imprimer lot={lot} poser={poser} />;
  if (!cles) {
    return (
      <div class="entree">
        <Titre key="cles">{t("courrier.phrase_titre")}</Titre>
        <p>{t("courrier.phrase_texte")}</p>
        <FormulaireAcces
          identifiant={sessionCourante()?.identifiant ?? ""}
          bouton={t("commun.continuer")}
          ouvert={() => voirCles(true)}
        />
      </div>
    );
  }
  return <Preparer fait={poser} />;
}

type Phase = { nom: "choix" } | { nom: "feuillet"; tape?: string } | { nom: "calcul"; part: number };

function Preparer({ fait }: { fait: (lot: Lot) => void }) {
  const [liste, poserListe] = useState<Reponse>();
  const [bureau, poserBureau] = useState<Bureau>();
  const [code, poserCode] = useState<string>();
  const [essai, reessayer] = useState(0);
  const [classes, choisirClasses] = useState<ReadonlySet<string>>(new Set());
  const [quel, choisirPublic] = useState<Public>("sans_lettre");
  const [phase, passer] = useState<Phase>({ nom: "choix" });
  const [tape, taper] = useState("");
  const [accord, accorder] = useState(false);
  const [erreur, poserErreur] = useState<string>();
  const [occupe, occuper] = useState(false);

  useEffect(() => {
    poserCode(undefined);
    void Promise.all([lireCourriers(), lireBureau()]).then(([lus, vu]) => {
      if (!lus.ok) return poserCode(lus.code);
      if (!vu.ok) return poserCode(vu.code);
      poserListe(lus.value);
      poserBureau(vu.value);
    });
  }, [essai]);

  const divisions = useMemo(
    () =>
      [...new Set(liste?.courriers.flatMap((un) => un.divisions) ?? [])].sort((a, b) =>
        a.localeCompare(b, "fr", { numeric: true }),
      ),
    [liste],
  );
  const choisis = useMemo(() => choisir(liste?.courriers ?? [], classes, quel), [liste, classes, quel]);
  const compter = (un: Public) => choisir(liste?.courriers ?? [], classes, un).length;
  const sansAdresse = choisis.filter((un) => un.adresse.length === 0).length;

  if (code) {
    return (
      <>
        <Titre key="panne">{t("agent.courriers")}</Titre>
        <Alerte genre="erreur">
          <p>{message(code)}</p>
          <Bouton genre="second" onClick={() => reessayer(essai + 1)}>
            {t("commun.reessayer")}
          </Bouton>
        </Alerte>
      </>
    );
  }
  if (!liste || !bureau) {
    return (
      <p class="attente" role="status">
        {t("commun.chargement")}
      </p>
    );
  }

  const fabriquer = async () => {
    passer({ nom: "calcul", part: 0 });
    const issue = await fabriquerLot(
      { choisis: new Set(choisis.map((un) => un.resp_id)), avecInfirmerie: bureau.existe },
      (part) => passer({ nom: "calcul", part }),
    );
    if (issue.ok) return fait(issue.value);
    passer({ nom: "feuillet" });
    poserErreur(message(issue.code));
  };
  const verifier = async (envoi: Event) => {
    envoi.preventDefault();
    if (occupe) return;
    poserErreur(undefined);
    if (!bureau.existe) {
      if (!accord) return poserErreur(t("courrier.accord_manque"));
      return void fabriquer();
    }
    if (tape.replace(/[^0-9A-Za-z]/g, "").length < 12) return poserErreur(t("courrier.empreinte_manque"));
    occuper(true);
    const issue = await verifierFeuillet(bureau.racine, tape);
    occuper(false);
    if (!issue.ok) return poserErreur(message(issue.code));
    if (!issue.value) return poserErreur(t("courrier.empreinte_fausse"));
    void fabriquer();
  };

  if (phase.nom === "calcul") {
    return (
      <>
        <Titre key="calcul">{t("courrier.calcul_titre")}</Titre>
        <Progression libelle={t("courrier.calcul", { n: choisis.length })} part={phase.part} />
        <p>{t("courrier.calcul_texte")}</p>
      </>
    );
  }
  if (phase.nom === "feuillet") {
    return (
      <form class="entree" onSubmit={(envoi) => void verifier(envoi)} noValidate>
        <Titre key="feuillet">{t(bureau.existe ? "courrier.empreinte_titre" : "courrier.sans_infirmerie_titre")}</Titre>
        <Resume erreurs={erreur ? [{ champ: bureau.existe ? "empreinte" : "accord", message: erreur }] : []} />
        {bureau.existe ? (
          <>
            <p>{t("courrier.empreinte_texte")}</p>
            <Champ
              nom="empreinte"
              libelle={t("courrier.empreinte")}
              aide={t("courrier.empreinte_aide")}
              valeur={tape}
              changer={taper}
              erreur={erreur}
            />
          </>
        ) : (
          <>
            <Alerte genre="attention">
              <p>{t("courrier.sans_infirmerie")}</p>
              <p>{t("courrier.sans_infirmerie_mieux")}</p>
            </Alerte>
            <Case nom="accord" libelle={t("courrier.accord")} coche={accord} changer={accorder} />
          </>
        )}
        <div class="boutons">
          <Bouton type="submit" occupe={occupe}>
            {t("courrier.fabriquer", { n: choisis.length })}
          </Bouton>
          <Bouton genre="second" onClick={() => passer({ nom: "choix" })}>
            {t("commun.retour")}
          </Bouton>
        </div>
      </form>
    );
  }
  return (
    <>
      <Titre key="choix">{t("agent.courriers")}</Titre>
      <p>{t("courrier.intro")}</p>
      <Choix
        nom="public"
        legende={t("courrier.public")}
        choix={publics.map((un) => ({
          valeur: un,
          libelle: t(`courrier.public_${un}`, { n: compter(un) }),
          ...(un === "sans_lettre" ? {} : { aide: t(`courrier.public_${un}_aide`) }),
        }))}
        valeur={quel}
        changer={(valeur) => choisirPublic(publics.find((un) => un === valeur) ?? "sans_lettre")}
      />
      <fieldset class="champ">
        <legend>{t("courrier.classes")}</legend>
        <p class="champ-aide">{t("courrier.classes_aide")}</p>
        <div class="classes">
          {divisions.map((division) => (
            <Case
              key={division}
              nom={`classe-${division}`}
              libelle={division}
              coche={classes.has(division)}
              changer={(coche) => {
                const nouvelles = new Set(classes);
                if (coche) nouvelles.add(division);
                else nouvelles.delete(division);
                choisirClasses(nouvelles);
              }}
            />
          ))}
        </div>
      </fieldset>
      {sansAdresse > 0 && (
        <Alerte genre="attention">
          <p>{t("courrier.sans_adresse", { n: sansAdresse })}</p>
        </Alerte>
      )}
      {choisis.length > lettresMaximum ? (
        <Alerte genre="attention">
          <p>{t("courrier.trop", { n: choisis.length })}</p>
        </Alerte>
      ) : choisis.length === 0 ? (
        <p role="status">{t("courrier.personne")}</p>
      ) : (
        <Bouton
          onClick={() => {
            poserErreur(undefined);
            passer({ nom: "feuillet" });
          }}
        >
          {t("courrier.preparer", { n: choisis.length })}
        </Bouton>
      )}
    </>
  );
}

function Imprimer({ lot, poser }: { lot: Lot; poser: (lot: Lot | null) => void }) {
  const [quoi, montrer] = useState<"lettres" | "fiche">("lettres");
  const [demande, imprimer] = useState(0);
  const [finir, demanderFin] = useState(false);

  useEffect(() => {
    if (lot.imprimees) return;
    const retenir = (depart: BeforeUnloadEvent) => depart.preventDefault();
    addEventListener("beforeunload", retenir);
    return () => removeEventListener("beforeunload", retenir);
  }, [lot.imprimees]);
  // After the chosen pages are the ones that print.
  useEffect(() => {
    if (demande > 0) print();
  }, [demande]);

  const lancer = (pages: "lettres" | "fiche") => {
    montrer(pages);
    imprimer(demande + 1);
  };
  return (
    <>
      <div class="sans-impression">
        <Titre key="imprimer">{t("courrier.faites_titre", { n: lot.pages.length })}</Titre>
        <Alerte genre={lot.imprimees ? "succes" : "attention"}>
          <p>{t(lot.imprimees ? "courrier.imprimees" : "courrier.a_imprimer")}</p>
        </Alerte>
        <div class="boutons">
          <Bouton onClick={() => lancer("lettres")}>{t("courrier.imprimer_lettres")}</Bouton>
          {lot.feuillet && (
            <Bouton genre="second" onClick={() => lancer("fiche")}>
              {t("courrier.imprimer_fiche")}
            </Bouton>
          )}
          {!lot.imprimees ? (
            <Bouton genre="second" onClick={() => poser({ ...lot, imprimees: true })}>
              {t("courrier.confirmer_imprimees")}
            </Bouton>
          ) : (
            <Bouton genre="second" onClick={() => demanderFin(true)}>
              {t("courrier.finir")}
            </Bouton>
          )}
        </div>
        {finir && (
          <Alerte genre="attention">
            <p>{t("courrier.finir_texte")}</p>
            <div class="boutons">
              <Bouton genre="danger" onClick={() => poser(null)}>
                {t("courrier.finir_oui")}
              </Bouton>
              <Bouton genre="second" onClick={() => demanderFin(false)}>
                {t("commun.annuler")}
              </Bouton>
            </div>
          </Alerte>
        )}
        <ul>
          <li>{t("courrier.conseil_enveloppe")}</li>
          <li>{t("courrier.conseil_echelle")}</li>
          {lot.feuillet && <li>{t("courrier.conseil_fiche")}</li>}
        </ul>
      </div>
      <section
        class={quoi === "fiche" ? "lettres sans-impression" : "lettres"}
        aria-label={t("courrier.faites_titre", { n: lot.pages.length })}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: wider than a phone, what scrolls must be reachable by the keyboard
        tabIndex={0}
      >
        {lot.pages.map((page) => (
          <PageLettre key={page.lettre.identifiant} lot={lot} page={page} />
        ))}
      </section>
      {lot.feuillet && (
        <div class={quoi === "lettres" ? "sans-impression" : undefined}>
          <PageFiche lot={lot} />
        </div>
      )}
    </>
  );
}

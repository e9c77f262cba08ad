// One page of the box: the current screen of a role between header and footer. Screens arrive when they are asked for.
import type { ComponentType } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Accueil } from "../api.gen";
import { lireAccueil } from "./api";
import { Alerte } from "./composants/Alerte";
import { Bouton } from "./composants/Bouton";
import { Dialogue } from "./composants/Dialogue";
import { Entete } from "./composants/Entete";
import { Pied } from "./composants/Pied";
import { t, type Cle } from "./i18n";
import { lireChemin, useChemin, type Parametres } from "./route";
import { signalerActivite, useSession } from "./session";

export interface ProprietesEcran {
  parametres: Parametres;
  etablissement: Accueil | null;
}

export interface Ecran {
  chemin: string; // "/famille/:volet/pieces/:type"
  titre: Cle;
  charger: () => Promise<ComponentType<ProprietesEcran>>;
}

interface Proprietes {
  marque: Cle;
  accueil: string;
  ecrans: readonly Ecran[];
  horsLigne?: boolean; // a file opened from disk: there is no box to ask
}

export function Application({ marque, accueil, ecrans, horsLigne = false }: Proprietes) {
  const chemin = useChemin();
  const { veille } = useSession();
  const [etablissement, poserEtablissement] = useState<Accueil | null>(null);
  const [charge, poserCharge] = useState<{ ecran: Ecran; Corps: ComponentType<ProprietesEcran> } | "panne" | null>(
    null,
  );
  const [essai, reessayer] = useState(0);
  const contenu = useRef<HTMLElement>(null);
  const premier = useRef(true);

  const trouve = choisir(ecrans, chemin);
  const ecran = trouve?.ecran;

  useEffect(() => {
    if (!horsLigne) void lireAccueil().then((lu) => lu.ok && poserEtablissement(lu.value));
  }, []);

  useEffect(() => {
    let actuel = true;
    document.title = ecran ? `${t(ecran.titre)} · ${t(marque)}` : t("commun.page_absente_titre");
    ecran?.charger().then(
      (Corps) => actuel && poserCharge({ ecran, Corps }),
      () => actuel && poserCharge("panne"), // the network failed while the screen's own file was fetched
    );
    return () => {
      actuel = false;
    };
  }, [ecran, marque, essai]);

  // A screen reader hears the new screen, and the keyboard starts at its top; the first one was announced by the page.
  useEffect(() => {
    if (premier.current) premier.current = false;
    else {
      scrollTo(0, 0);
      contenu.current?.focus();
    }
  }, [chemin]);

  const Corps = charge !== null && charge !== "panne" && charge.ecran === ecran ? charge.Corps : null;
  return (
    <>
      <a class="evitement" href="#contenu">
        {t("commun.aller_au_contenu")}
      </a>
      <Entete
        marque={etablissement?.nom || t(marque)}
        accueil={accueil}
        demonstration={etablissement?.demonstration ?? false}
      />
      <main class="page" id="contenu" tabIndex={-1} ref={contenu}>
        {!trouve ? (
          <>
            <h1>{t("commun.page_absente_titre")}</h1>
            <p>{t("commun.page_absente")}</p>
            <p>
              <a href={accueil}>{t("commun.page_absente_lien")}</a>
            </p>
          </>
        ) : Corps ? (
          <Corps key={chemin} parametres={trouve.parametres} etablissement={etablissement} />
        ) : charge === "panne" ? (
          <Alerte genre="erreur">
            <p>{t("erreur.reseau_indisponible")}</p>
            <Bouton onClick={() => reessayer(essai + 1)}>{t("commun.reessayer")}</Bouton>
          </Alerte>
        ) : (
          <p class="attente" role="status">
            {t("commun.chargement")}
          </p>
        )}
      </main>
      {!horsLigne && <Pied etablissement={etablissement} papier={accueil === "/"} />}
      {veille && (
        <Dialogue titre={t("commun.veille_titre")} fermer={signalerActivite}>
          <p>{t("commun.veille_texte")}</p>
          <Bouton onClick={signalerActivite}>{t("commun.veille_rester")}</Bouton>
        </Dialogue>
      )}
    </>
  );
}

export function choisir(
  ecrans: readonly Ecran[],
  chemin: string,
): { ecran: Ecran; parametres: Parametres } | undefined {
  for (const ecran of ecrans) {
    const parametres = lireChemin(ecran.chemin, chemin);
    if (parametres) return { ecran, parametres };
  }
  return undefined;
}

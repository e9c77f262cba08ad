// The door of the staff's screens: who is signed in, or the phrase asked in place, and the second factor made.
import type { ComponentType } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Role, Session } from "../../api.gen";
import { relireSession } from "../api";
import type { Ecran, ProprietesEcran } from "../application";
import { Alerte } from "../composants/Alerte";
import { Titre } from "../composants/Titre";
import { jourEtHeure } from "../format";
import { t, type Cle } from "../i18n";
import { demarrerSession, partir, useSession } from "../session";
import { Bouton } from "../composants/Bouton";
import { Activation } from "./activation";
import { FormulaireAcces } from "./connexion";
import { preparerCoffre } from "./ouvrir";

export interface Porte {
  roles: readonly Role[];
  accueil: string; // "/agent"
  titre: Cle; // of the entrance
  intro: Cle;
  phrase: Cle; // « Changer ma phrase »
}

export function dansPorte(porte: Porte, Corps: ComponentType<ProprietesEcran>): ComponentType<ProprietesEcran> {
  return function Espace(proprietes: ProprietesEcran) {
    const { session, partie } = useSession();
    // After leaving on purpose the cookie may live a moment longer: asking would sign her in again.
    const [demande, demander] = useState(session === null && !partie);
    const derniere = useRef(session);

    useEffect(() => {
      if (!demande) return;
      void relireSession().then((lue) => {
        if (lue.ok) demarrerSession(lue.value);
        demander(false);
      });
    }, [demande]);

    if (session || partie) derniere.current = session;
    if (!session && demande) {
      return (
        <p class="attente" role="status">
          {t("commun.chargement")}
        </p>
      );
    }
    if (!session) return <Entree porte={porte} connu={derniere.current?.identifiant} />;
    if (!porte.roles.includes(session.role)) return <AutreEspace />;
    if (session.second_facteur === "a_creer") return <Protection session={session} />;
    return (
      <>
        <Corps key={session.compte} {...proprietes} />
        <p class="discret sans-impression espace">
          {session.derniere > 0 && t("acces.derniere", { moment: jourEtHeure(session.derniere) })}{" "}
          <a href={`${porte.accueil}/phrase`}>{t(porte.phrase)}</a>
        </p>
      </>
    );
  };
}

// Whoever works here changes the phrase of her own access, as families do of theirs.
export function ecranPhrase(porte: Porte): Ecran {
  let garde: Promise<ComponentType<ProprietesEcran>> | undefined;
  const chercher = async () => {
    const { ChangerPhrase } = await import("./changer");
    return dansPorte(porte, () => <ChangerPhrase retour={porte.accueil} libelle={t("commun.retour")} />);
  };
  return {
    chemin: `${porte.accueil}/phrase`,
    titre: porte.phrase,
    charger: () => {
      garde ??= chercher();
      garde.catch(() => {
        garde = undefined; // the network failed: the next visit asks again
      });
      return garde;
    },
  };
}

function Entree({ porte, connu }: { porte: Porte; connu: string | undefined }) {
  useEffect(preparerCoffre, []);
  return (
    <div class="entree">
      <Titre>{t(connu ? "acces.nouvelle_phrase_titre" : porte.titre)}</Titre>
      <p>{t(connu ? "acces.refermee_agent" : porte.intro)}</p>
      <FormulaireAcces {...(connu ? { identifiant: connu } : {})} />
      <p class="espace">
        {t("acces.premiere_fois")} <a href={`${porte.accueil}/activation`}>{t("acces.premiere_fois_agent")}</a>
      </p>
      <p class="discret">{t("acces.perdue_agent")}</p>
    </div>
  );
}

// Nothing else answers until it is made.
function Protection({ session }: { session: Session }) {
  const [ecran, poserEcran] = useState<typeof import("./second_creation")>();
  const [panne, poserPanne] = useState(false);
  useEffect(() => {
    import("./second_creation").then(poserEcran, () => poserPanne(true));
  }, []);
  if (!ecran) {
    return (
      <p class="attente" role="status">
        {t(panne ? "erreur.reseau_indisponible" : "commun.chargement")}
      </p>
    );
  }
  const fait = () => demarrerSession({ ...session, second_facteur: "actif" });
  return (
    <div class="entree">
      <ecran.CreerSecondFacteur identifiant={session.identifiant} obligatoire fait={fait} />
    </div>
  );
}

// The cookie of another space of the same browser: nothing is opened, and the way out is here.
function AutreEspace() {
  return (
    <>
      <Titre>{t("acces.autre_role")}</Titre>
      <Alerte genre="attention">
        <p>{t("acces.autre_espace")}</p>
      </Alerte>
      <Bouton onClick={partir}>{t("commun.quitter")}</Bouton>
    </>
  );
}

export function activationDe(porte: Porte, fait: () => void): ComponentType<ProprietesEcran> {
  return function ActivationPersonnel({ etablissement }: ProprietesEcran) {
    return (
      <div class="entree">
        <Activation etablissement={etablissement} roles={porte.roles} connexion={porte.accueil} fait={fait} />
      </div>
    );
  };
}

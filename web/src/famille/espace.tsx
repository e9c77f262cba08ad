// The door of every family screen: who is signed in, or the phrase asked in place. What was typed stays behind the door.
import type { ComponentType } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Session } from "../api.gen";
import { relireSession } from "../commun/api";
import { Connexion, Reprise } from "../commun/acces/connexion";
import type { ProprietesEcran } from "../commun/application";
import { Alerte } from "../commun/composants/Alerte";
import { Titre } from "../commun/composants/Titre";
import { t } from "../commun/i18n";
import { demarrerSession, useSession } from "../commun/session";
import { appartenirA, viderMemoire } from "./memoire";

interface Options {
  // A screen with nothing to lose shows the plain entrance when the access closes.
  garder?: boolean;
}

export function dansEspace(
  Corps: ComponentType<ProprietesEcran>,
  { garder = true }: Options = {},
): ComponentType<ProprietesEcran> {
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

    if (session) {
      // While rendering, and before the screen is: another person must not see, even once, what the former one typed.
      appartenirA(session.compte);
      derniere.current = session;
    }
    if (partie) derniere.current = null;
    const connue = derniere.current;
    if (!session && demande) {
      return (
        <p class="attente" role="status">
          {t("commun.chargement")}
        </p>
      );
    }
    if (session && session.role !== "responsable") return <AutreRole role={session.role} />;
    if (!session && (!connue || !garder)) return <Entree />;
    return (
      <>
        {!session && connue && <Reprise motif="refermee" identifiant={connue.identifiant} />}
        <div class="ecran" hidden={!session}>
          <Corps key={connue?.compte} {...proprietes} />
        </div>
      </>
    );
  };
}

function Entree() {
  // Nobody is signed in on this page: whatever an earlier person left unsent is not this one's.
  useEffect(viderMemoire, []);
  return (
    <>
      <Connexion />
      <h2>{t("acces.premiere_fois")}</h2>
      <p>
        <a class="bouton bouton-second" href="/a">
          {t("acces.premiere_fois_lien")}
        </a>
      </p>
    </>
  );
}

function AutreRole({ role }: { role: Exclude<Session["role"], "responsable"> }) {
  return (
    <>
      <Titre>{t("acces.autre_role")}</Titre>
      <Alerte genre="attention">
        <p>{t("acces.autre_role_texte")}</p>
      </Alerte>
      <p>
        <a href={role === "infirmerie" ? "/infirmerie" : "/agent"} target="_self">
          {t(role === "infirmerie" ? "acces.vers_infirmerie" : "acces.vers_agent")}
        </a>
      </p>
    </>
  );
}

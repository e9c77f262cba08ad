// The places of each role, on every screen, with what waits in each. Another role's place is no place.
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import type { Role } from "../api.gen";
import type { ProprietesEcran } from "../commun/application";
import { t, type Cle } from "../commun/i18n";
import { aller, useChemin } from "../commun/route";
import { useSession } from "../commun/session";
import { useFile } from "./relecture/file";

interface Lieu {
  chemin: string;
  titre: Cle;
  aussi?: string;
}

const lieuxDe: Partial<Record<Role, readonly Lieu[]>> = {
  secretariat: [
    { chemin: "/agent", titre: "agent.dossiers", aussi: "/agent/dossiers/" },
    { chemin: "/agent/relecture", titre: "agent.relecture", aussi: "/agent/relecture/" },
    { chemin: "/agent/courriers", titre: "agent.courriers", aussi: "/agent/courriers/" },
    { chemin: "/agent/reglages", titre: "agent.reglages", aussi: "/agent/reglages/" },
    { chemin: "/agent/destructions", titre: "agent.destructions" },
  ],
  direction: [
    { chemin: "/agent/equipe", titre: "agent.equipe" },
    { chemin: "/agent/destructions", titre: "agent.destructions" },
  ],
  technique: [{ chemin: "/agent/boitier", titre: "agent.boitier" }],
};

// `roles`: whose place it is, the first one's when nobody is signed in.
export function avecBarre(
  Corps: ComponentType<ProprietesEcran>,
  roles: readonly [Role, ...Role[]],
): ComponentType<ProprietesEcran> {
  return function AvecBarre(proprietes: ProprietesEcran) {
    const { session } = useSession();
    const chemin = useChemin();
    const lieux = lieuxDe[session?.role ?? roles[0]] ?? [];
    const etranger = session !== null && !roles.includes(session.role);
    const premier = lieux[0]?.chemin;
    // "/agent" is where everyone's address leads: hers is one step further.
    const ailleurs = etranger && chemin === "/agent";
    useEffect(() => {
      if (ailleurs && premier) aller(premier, { remplacer: true });
    }, [ailleurs, premier]);
    if (ailleurs) return null;
    return (
      <>
        <nav class="barre sans-impression" aria-label={t("agent.barre")}>
          {lieux.map((lieu) => (
            <a
              key={lieu.chemin}
              href={lieu.chemin}
              aria-current={
                chemin === lieu.chemin || (lieu.aussi && chemin.startsWith(lieu.aussi)) ? "page" : undefined
              }
            >
              {t(lieu.titre)}
              {lieu.chemin === "/agent/relecture" && <Reste />}
            </a>
          ))}
        </nav>
        {etranger ? (
          <>
            <h1>{t("commun.page_absente_titre")}</h1>
            <p>{t("commun.page_absente")}</p>
          </>
        ) : (
          <Corps {...proprietes} />
        )}
      </>
    );
  };
}

function Reste() {
  const { reste } = useFile();
  if (reste === undefined) return null;
  return (
    <span class="compte">
      {reste}
      <span class="lecteur-seul"> {t("agent.a_relire_compte", { n: reste })}</span>
    </span>
  );
}

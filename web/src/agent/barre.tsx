// The places of the secretariat, on every screen, with what waits in each.
import type { ComponentType } from "preact";
import type { ProprietesEcran } from "../commun/application";
import { t, type Cle } from "../commun/i18n";
import { useChemin } from "../commun/route";
import { useFile } from "./relecture/file";

const lieux: ReadonlyArray<{ chemin: string; titre: Cle; aussi: string }> = [
  { chemin: "/agent", titre: "agent.dossiers", aussi: "/agent/dossiers/" },
  { chemin: "/agent/relecture", titre: "agent.relecture", aussi: "/agent/relecture/" },
  { chemin: "/agent/courriers", titre: "agent.courriers", aussi: "/agent/courriers/" },
  { chemin: "/agent/reglages", titre: "agent.reglages", aussi: "/agent/reglages/" },
];

export function avecBarre(Corps: ComponentType<ProprietesEcran>): ComponentType<ProprietesEcran> {
  return function AvecBarre(proprietes: ProprietesEcran) {
    return (
      <>
        <Barre />
        <Corps {...proprietes} />
      </>
    );
  };
}

function Barre() {
  const chemin = useChemin();
  const { reste } = useFile();
  return (
    <nav class="barre sans-impression" aria-label={t("agent.barre")}>
      {lieux.map((lieu) => (
        <a
          key={lieu.chemin}
          href={lieu.chemin}
          aria-current={chemin === lieu.chemin || chemin.startsWith(lieu.aussi) ? "page" : undefined}
        >
          {t(lieu.titre)}
          {lieu.chemin === "/agent/relecture" && reste !== undefined && (
            <span class="compte">
              {reste}
              <span class="lecteur-seul"> {t("agent.a_relire_compte", { n: reste })}</span>
            </span>
          )}
        </a>
      ))}
    </nav>
  );
}

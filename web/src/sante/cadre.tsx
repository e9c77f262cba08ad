// What the three health screens share: the child of this volet, and the way back.
import textesSante from "virtual:textes/sante";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Volet } from "../api.gen";
import { Reprise } from "../commun/acces/connexion";
import { clesOuvertes } from "../commun/acces/ouvrir";
import { Alerte } from "../commun/composants/Alerte";
import { Titre } from "../commun/composants/Titre";
import { chargerTextes, messageErreur, t, tSiConnu } from "../commun/i18n";
import { auDepart, longtempsAbsente, sessionCourante, useSession } from "../commun/session";
import { trouverVolet, useMoi } from "../famille/moi";

chargerTextes(textesSante);

interface Proprietes {
  volet: string | undefined;
  children: (volet: Volet) => ComponentChildren;
}

export function PourEnfant({ volet: id, children }: Proprietes) {
  const { moi, code } = useMoi();
  const volet = trouverVolet(moi, id);
  if (volet) return <>{children(volet)}</>;
  if (!moi && !code) {
    return (
      <p class="attente" role="status">
        {t("commun.chargement")}
      </p>
    );
  }
  return (
    <>
      <Titre>{t(moi ? "famille.introuvable_titre" : "sante.titre")}</Titre>
      {moi ? (
        <p>{t("famille.introuvable")}</p>
      ) : (
        <Alerte genre="erreur">
          <p>{messageErreur(code ?? "")}</p>
        </Alerte>
      )}
      <p>
        <a href="/">{t("famille.vers_accueil")}</a>
      </p>
    </>
  );
}

export const Fil = ({ volet }: { volet?: string }) => (
  <p class="fil sans-impression">
    <a href="/">{t("famille.titre")}</a>
    {volet && (
      <>
        {" › "}
        <a href={`/famille/${volet}/sante`}>{t("sante.titre")}</a>
      </>
    )}
  </p>
);

// What was opened stays on the screen while its reader is there: five minutes without a gesture, or a closed access, and the
// phrase is asked again. However the keys close, what they opened goes with them; the door only hides this screen.
export function SousCle({ children }: { children: ComponentChildren }) {
  const [ouverte, ouvrir] = useState(cleProche);
  const { session } = useSession();
  useEffect(() => {
    const guet = setInterval(() => cleProche() || ouvrir(false), 5_000);
    const depart = auDepart(() => ouvrir(false));
    return () => {
      clearInterval(guet);
      depart();
    };
  }, []);
  // Given back here or at the door itself: the phrase is not asked twice.
  useEffect(() => {
    if (session && cleProche()) ouvrir(true);
  }, [session]);
  if (!ouverte) return <Reprise motif="cle" identifiant={sessionCourante()?.identifiant ?? ""} />;
  return <>{children}</>;
}
export const cleProche = (): boolean => clesOuvertes() !== undefined && !longtempsAbsente();

export const messageSante = (code: string): string => tSiConnu("sante", `erreur_${code}`) ?? messageErreur(code);

export const Urgence = () => (
  <Alerte genre="attention">
    <p>{t("sante.urgence")}</p>
  </Alerte>
);

export function Absente() {
  return (
    <>
      <Alerte titre={t("sante.absente_titre")}>
        <p>{t("sante.absente")}</p>
      </Alerte>
      <Urgence />
    </>
  );
}

// What the three health screens share: the child of this volet, and the way back.
import textesSante from "virtual:textes/sante";
import type { ComponentChildren } from "preact";
import type { Volet } from "../api.gen";
import { Alerte } from "../commun/composants/Alerte";
import { Titre } from "../commun/composants/Titre";
import { chargerTextes, messageErreur, t, tSiConnu } from "../commun/i18n";
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

export const messageSante = (code: string): string => tSiConnu("sante", `erreur_${code}`) ?? messageErreur(code);

import { useEffect, useState } from "preact/hooks";
import type { Volet } from "../api.gen";
import type { ProprietesEcran } from "../commun/application";
import { Alerte } from "../commun/composants/Alerte";
import { Titre } from "../commun/composants/Titre";
import { heure, jour } from "../commun/format";
import { t } from "../commun/i18n";
import { brouillonDe } from "./brouillon";
import { Fil, PourEnfant } from "./cadre";
import { empreinteCourte } from "./enveloppe";

export function Sante({ parametres, etablissement }: ProprietesEcran) {
  const ouverte = etablissement === null || etablissement.campagne === "ouverte";
  return (
    <PourEnfant volet={parametres.volet}>
      {(volet) => (
        <>
          <Fil />
          <Titre>{t("sante.titre")}</Titre>
          <p class="discret">{t("sante.pour", { prenom: volet.eleve.prenom })}</p>
          {volet.sante.etat === "infirmerie_absente" && <Absente />}
          {volet.sante.etat === "deposee" && <Deposee volet={volet} />}
          {volet.sante.etat === "a_faire" && <Explication volet={volet} ouverte={ouverte} />}
        </>
      )}
    </PourEnfant>
  );
}

const Urgence = () => (
  <Alerte genre="attention">
    <p>{t("sante.urgence")}</p>
  </Alerte>
);

function Absente() {
  return (
    <>
      <Alerte titre={t("sante.absente_titre")}>
        <p>{t("sante.absente")}</p>
      </Alerte>
      <Urgence />
    </>
  );
}

function Explication({ volet, ouverte }: { volet: Volet; ouverte: boolean }) {
  return (
    <>
      <p>{t("sante.intro")}</p>
      <p class="note">{t("sante.honnete")}</p>
      <h2>{t("sante.tous_titre")}</h2>
      <p>{t("sante.tous")}</p>
      <p>{t("sante.photos")}</p>
      <Urgence />
      {ouverte ? (
        <a class="bouton bouton-principal" href={`/famille/${volet.id}/sante/fiche`}>
          {t(brouillonDe(volet.id) ? "sante.reprendre" : "sante.commencer")}
        </a>
      ) : (
        <Alerte genre="attention">
          <p>{t("famille.fermee")}</p>
        </Alerte>
      )}
    </>
  );
}

function Deposee({ volet }: { volet: Volet }) {
  const { depose_le, version } = volet.sante;
  const [empreinte, poserEmpreinte] = useState<string>();
  useEffect(() => {
    let actuel = true;
    void empreinteCourte().then((lue) => actuel && poserEmpreinte(lue));
    return () => {
      actuel = false;
    };
  }, []);
  return (
    <>
      <Alerte genre="succes" titre={t("sante.fermee_titre")}>
        {depose_le ? <p>{t("sante.fermee", { jour: jour(depose_le), heure: heure(depose_le) })}</p> : null}
        {(version ?? 1) > 1 && <p>{t("sante.fermee_version", { n: version ?? 1 })}</p>}
      </Alerte>
      {empreinte && (
        <dl class="valeurs">
          <dt>{t("sante.empreinte")}</dt>
          <dd>
            <span class="code">{empreinte}</span>
            <span class="discret bloc">{t("sante.empreinte_aide")}</span>
          </dd>
        </dl>
      )}
      <Urgence />
      <a class="bouton bouton-second" href={`/famille/${volet.id}/sante/envoyee`}>
        {t("sante.relire_mienne")}
      </a>
      <a class="bouton bouton-principal" href="/">
        {t("famille.vers_accueil")}
      </a>
    </>
  );
}

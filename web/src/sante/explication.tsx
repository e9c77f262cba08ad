import { useEffect, useState } from "preact/hooks";
import type { Volet } from "../api.gen";
import { nonLus } from "../commun/api_plis";
import type { ProprietesEcran } from "../commun/application";
import { Alerte } from "../commun/composants/Alerte";
import { Etat } from "../commun/composants/Etat";
import { Titre } from "../commun/composants/Titre";
import { heure, jour } from "../commun/format";
import { t } from "../commun/i18n";
import { brouillonDe } from "./brouillon";
import { Absente, Fil, PourEnfant, Urgence } from "./cadre";
import { type Empreinte, empreinteCourte } from "./serrure";

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
          {volet.sante.etat !== "infirmerie_absente" && <Suites volet={volet} ouverte={ouverte} />}
        </>
      )}
    </PourEnfant>
  );
}

function Explication({ volet, ouverte }: { volet: Volet; ouverte: boolean }) {
  return (
    <>
      <p>{t("sante.intro")}</p>
      <p class="note">{t("sante.honnete")}</p>
      <h2>{t("sante.tous_titre")}</h2>
      <p>{t("sante.tous")}</p>
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
  const [empreinte, poserEmpreinte] = useState<Empreinte>();
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
            <span class="code">{empreinte.texte}</span>
            <span class="discret bloc">
              {t(empreinte.changee ? "sante.empreinte_changee" : "sante.empreinte_aide")}
            </span>
          </dd>
        </dl>
      )}
      <Urgence />
      <a class="bouton bouton-second" href={`/famille/${volet.id}/sante/envois/${volet.sante.pli}`}>
        {t("sante.relire_mienne")}
      </a>
      <a class="bouton bouton-principal" href="/">
        {t("famille.vers_accueil")}
      </a>
    </>
  );
}

function Suites({ volet, ouverte }: { volet: Volet; ouverte: boolean }) {
  const [nouveaux, compter] = useState(0);
  useEffect(() => {
    let actuel = true;
    void nonLus(volet.id).then((n) => actuel && compter(n));
    return () => {
      actuel = false;
    };
  }, [volet.id]);
  const ici = `/famille/${volet.id}/sante`;
  return (
    <>
      <h2>{t("sante.suites_titre")}</h2>
      <ul class="taches">
        {ouverte && (
          <li>
            <a href={`${ici}/papiers`}>
              <span>{t("sante.vers_papiers")}</span>
            </a>
          </li>
        )}
        <li>
          <a href={`${ici}/envois`}>
            <span>{t("sante.vers_envois")}</span>
          </a>
        </li>
        <li>
          <a href={`${ici}/messages`}>
            <span>{t("sante.messages_titre")}</span>
            {nouveaux > 0 && <Etat ton="attention">{t("famille.messages", { n: nouveaux })}</Etat>}
          </a>
        </li>
      </ul>
    </>
  );
}

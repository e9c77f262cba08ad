// Everything she sealed for one child, with its two receipts. A receipt that is false is said in red, with what to do.
import { useEffect, useState } from "preact/hooks";
import type { Volet } from "../api.gen";
import type { ProprietesEcran } from "../commun/application";
import { Alerte } from "../commun/composants/Alerte";
import { Bouton } from "../commun/composants/Bouton";
import { Progression } from "../commun/composants/Progression";
import { Titre } from "../commun/composants/Titre";
import { dateIso, heure, jour, taille } from "../commun/format";
import { t } from "../commun/i18n";
import { auDepot } from "../famille/moi";
import { Fil, messageSante, PourEnfant, SousCle } from "./cadre";
import { kindFiche } from "./enveloppe";
import { Feuillet } from "./feuillet";
import { type Envoyee, lireEnvoyees } from "./releve";
import { RetirerPli } from "./retirer";

export function Envoyees({ parametres }: ProprietesEcran) {
  return (
    <PourEnfant volet={parametres.volet}>
      {(volet) => (
        <SousCle>
          <Toutes volet={volet} />
        </SousCle>
      )}
    </PourEnfant>
  );
}

function Toutes({ volet }: { volet: Volet }) {
  const [envoyees, poser] = useState<readonly Envoyee[]>();
  const [code, poserCode] = useState<string>();
  const relire = () => {
    poserCode(undefined);
    lireEnvoyees(volet.id)
      .then((issue) => (issue.ok ? poser(issue.value) : poserCode(issue.code)))
      .catch(() => poserCode("pli_refuse"));
  };
  useEffect(() => {
    relire();
    return auDepot(relire);
  }, [volet.id]);
  if (code === "serrure_changee") return <Feuillet volet={volet.id} changee confirmee={relire} fermees={relire} />;
  return (
    <>
      <Fil volet={volet.id} />
      <Titre>{t("sante.relecture_titre")}</Titre>
      {code && (
        <Alerte genre="erreur">
          <p>{messageSante(code)}</p>
          <Bouton genre="second" onClick={relire}>
            {t("commun.reessayer")}
          </Bouton>
        </Alerte>
      )}
      {!envoyees && !code && <Progression libelle={t("sante.recus_verification")} />}
      {envoyees?.length === 0 && <p>{t("sante.rien_envoye")}</p>}
      {envoyees?.map((une, rang) => (
        <Carte
          key={`${une.pli.id} ${une.pli.version}`}
          volet={volet.id}
          envoyee={une}
          derniere={envoyees.findIndex(({ pli }) => pli.id === une.pli.id) === rang}
          recueDejaSignee={envoyees.some(({ pli, recu }) => pli.id === une.pli.id && recu !== "absent")}
        />
      ))}
      {(envoyees?.length ?? 0) > 0 && (
        <>
          <Alerte genre="attention">
            <p>{t("sante.urgence")}</p>
          </Alerte>
          <Bouton genre="second" onClick={() => print()}>
            {t("sante.imprimer_recus")}
          </Bouton>
        </>
      )}
    </>
  );
}

interface ProprietesCarte {
  volet: string;
  envoyee: Envoyee;
  derniere: boolean;
  recueDejaSignee: boolean; // for one version or another: it can't be taken back any more
}

function Carte({ volet, envoyee, derniere, recueDejaSignee }: ProprietesCarte) {
  const { pli, depot, detruite } = envoyee;
  const fiche = pli.kind === kindFiche;
  const quand = { jour: jour(pli.depot.moment), heure: heure(pli.depot.moment) };
  const lien = `/famille/${volet}/sante/envois/${pli.id}${derniere ? "" : `/${pli.version}`}`;
  return (
    <section class="carte">
      <h2>
        {fiche ? t("sante.titre") : t("sante.papier_de", { taille: taille(pli.octets) })}
        {pli.version > 1 && ` · ${t("sante.version", { n: pli.version })}`}
      </h2>
      {!derniere && <p class="discret">{t("sante.remplacee")}</p>}
      {depot === "vrai" ? (
        <p>{t("sante.depot_vrai", quand)}</p>
      ) : (
        <Alerte genre="erreur" titre={t("sante.depot_faux")}>
          <p>{t("sante.recu_faux_suite")}</p>
        </Alerte>
      )}
      {derniere && <Infirmerie envoyee={envoyee} />}
      {pli.detruit_le && (
        <p class="discret">{t(detruite ? "sante.detruite" : "sante.sera_detruite", { jour: jour(pli.detruit_le) })}</p>
      )}
      {!detruite && (
        <p class="sans-impression">
          <a href={lien}>{t("sante.rouvrir")}</a>
        </p>
      )}
      {derniere && !detruite && !recueDejaSignee && <RetirerPli volet={volet} pli={pli.id} fiche={fiche} />}
    </section>
  );
}

function Infirmerie({ envoyee: { pli, recu, tard } }: { envoyee: Envoyee }) {
  if (recu === "faux") {
    return (
      <Alerte genre="erreur" titre={t("sante.recu_faux")}>
        <p>{t("sante.recu_faux_suite")}</p>
      </Alerte>
    );
  }
  if (recu === "vrai" && pli.recu) {
    const ouverte = new Date(pli.recu.jour * 86_400_000).toISOString().slice(0, 10);
    return (
      <p>
        <strong>{t("sante.recu_vrai", { jour: dateIso(ouverte) })}</strong>
      </p>
    );
  }
  if (tard) {
    return (
      <Alerte genre="attention" titre={t("sante.recu_tard")}>
        <p>{t("sante.recu_tard_suite")}</p>
      </Alerte>
    );
  }
  return <p>{t("sante.recu_absent")}</p>;
}

// The rest of the home: the nurse's messages, what happened, who the school thinks we are.
import { useEffect, useState } from "preact/hooks";
import type { Moi, Volet } from "../../api.gen";
import { nonLus } from "../../commun/api_plis";
import { Etat } from "../../commun/composants/Etat";
import { jour, jourEtHeure } from "../../commun/format";
import { t } from "../../commun/i18n";
import { sessionCourante } from "../../commun/session";
import { nomPiece } from "./accueil";
import { suivi } from "./taches";

export function Messages({ volet: { id } }: { volet: Volet }) {
  const [nouveaux, compter] = useState(0);
  useEffect(() => {
    void nonLus(id).then(compter);
  }, []);
  if (nouveaux === 0) return null;
  return (
    <li>
      <a href={`/famille/${id}/sante/messages`}>
        <span>{t("famille.messages_titre")}</span>
        <Etat ton="attention">{t("famille.messages", { n: nouveaux })}</Etat>
      </a>
    </li>
  );
}

export function Suivi({ volet }: { volet: Volet }) {
  const evenements = suivi(volet);
  if (evenements.length === 0) return null;
  return (
    <details class="repli">
      <summary>{t("famille.suivi_titre")}</summary>
      <ul class="suivi">
        {evenements.map(({ moment, cle, type }) => (
          <li key={`${moment} ${cle} ${type}`}>
            <span class="discret">{jour(moment)}</span> {t(cle, { piece: type ? nomPiece(type) : "" })}
          </li>
        ))}
      </ul>
    </details>
  );
}

export function Responsable({ moi: { responsable } }: { moi: Moi }) {
  const civilite = responsable.civilite === "MME" ? "Mme" : responsable.civilite;
  const derniere = sessionCourante()?.derniere ?? 0;
  return (
    <>
      <section class="carte" aria-labelledby="moi">
        <h2 id="moi">{t("famille.moi_titre")}</h2>
        <p>
          <strong>{[civilite, responsable.prenom, responsable.nom].filter(Boolean).join(" ")}</strong>
        </p>
        <dl class="valeurs">
          <dt>{t("famille.moi_adresse")}</dt>
          <dd>
            {responsable.adresse.length > 0
              ? responsable.adresse.map((ligne) => <div key={ligne}>{ligne}</div>)
              : t("famille.moi_rien")}
          </dd>
          <dt>{t("famille.moi_portable")}</dt>
          <dd>
            {responsable.portable
              ? t("famille.moi_portable_masque", { fin: responsable.portable })
              : t("famille.moi_rien")}
          </dd>
          <dt>{t("famille.moi_courriel")}</dt>
          <dd>{responsable.courriel || t("famille.moi_rien")}</dd>
        </dl>
        <p class="discret">
          {t("famille.moi_masque")} {t("famille.moi_erreur")}
        </p>
        <a href="/famille/compte">{t("famille.titre_compte")}</a>
      </section>
      <details class="carte repli">
        <summary>{t("famille.papier_titre")}</summary>
        <p>{t("famille.papier_texte")}</p>
      </details>
      {derniere > 0 && <p class="discret">{t("famille.derniere", { quand: jourEtHeure(derniere) })}</p>}
    </>
  );
}

// « Mon compte »: what opens her space, who else may hold it, and what nobody here can promise.
import textesCompte from "virtual:textes/compte";
import { useState } from "preact/hooks";
import { DemanderPhrase } from "../../commun/acces/demander";
import { enGroupes } from "../../commun/acces/lettre";
import type { ProprietesEcran } from "../../commun/application";
import { Alerte } from "../../commun/composants/Alerte";
import { Bouton } from "../../commun/composants/Bouton";
import { Titre } from "../../commun/composants/Titre";
import { jourEtHeure } from "../../commun/format";
import { chargerTextes, type Cle, t } from "../../commun/i18n";
import { sessionCourante } from "../../commun/session";
import { fermerAilleurs } from "../../commun/acces/refermer";

chargerTextes(textesCompte);

export function Compte({ etablissement }: ProprietesEcran) {
  const session = sessionCourante();
  const derniere = session?.derniere ?? 0;
  return (
    <>
      <p class="fil sans-impression">
        <a href="/">{t("famille.titre")}</a>
      </p>
      <Titre>{t("compte.titre")}</Titre>
      <dl class="valeurs">
        <dt>{t("acces.votre_identifiant")}</dt>
        <dd class="code">{enGroupes(session?.identifiant ?? "")}</dd>
        <dt>{t("compte.derniere")}</dt>
        <dd>
          {derniere > 0 ? jourEtHeure(derniere) : t("compte.derniere_aucune")}
          <span class="discret bloc">{t("compte.derniere_aide")}</span>
        </dd>
      </dl>
      <a class="bouton bouton-second" href="/famille/compte/phrase">
        {t("compte.changer")}
      </a>
      <a class="bouton bouton-second" href="/famille/compte/second">
        {t("compte.second")}
      </a>
      <a class="bouton bouton-second" href="/famille/compte/journal">
        {t("compte.journal")}
      </a>
      <FermerAilleurs />
      <h2>{t("compte.doute_titre")}</h2>
      <p>{t("compte.doute_intro")}</p>
      <ol>
        <Points de={["compte.doute_fermer", "compte.doute_changer", "compte.doute_appeler", "compte.doute_lettre"]} />
      </ol>
      {etablissement?.telephone && (
        <p>
          <a class="pied-telephone" href={`tel:${etablissement.telephone.replaceAll(/[^+\d]/g, "")}`}>
            {t("commun.aide_appeler", { telephone: etablissement.telephone.replaceAll(" ", "\u00A0") })}
          </a>
        </p>
      )}
      <p>{t("compte.doute_secret")}</p>
      <h2>{t("compte.limites_titre")}</h2>
      <p>{t("compte.limites_intro")}</p>
      <ul>
        <Points
          de={[
            "compte.limite_page",
            "compte.limite_lettre",
            "compte.limite_telephone",
            "compte.limite_traces",
            "compte.limite_secours",
            "compte.limite_effacement",
            "compte.limite_urgence",
          ]}
        />
      </ul>
      <p>{t("compte.limites_papier")}</p>
      <Bouton genre="second" onClick={() => print()}>
        {t("compte.imprimer")}
      </Bouton>
    </>
  );
}

const Points = ({ de }: { de: readonly Cle[] }) => (
  <>
    {de.map((cle) => (
      <li key={cle}>{t(cle)}</li>
    ))}
  </>
);

function FermerAilleurs() {
  const [demande, demander] = useState(false);
  const [fait, faire] = useState(false);
  return (
    <>
      {fait && (
        <Alerte genre="succes">
          <p>{t("compte.ailleurs_fait")}</p>
        </Alerte>
      )}
      <Bouton
        genre="second"
        onClick={() => {
          faire(false);
          demander(true);
        }}
      >
        {t("compte.ailleurs")}
      </Bouton>
      {demande && (
        <DemanderPhrase
          titre={t("compte.ailleurs_titre")}
          texte={t("compte.ailleurs_texte")}
          bouton={t("compte.ailleurs_oui")}
          fermer={() => demander(false)}
          faire={async (phrase) => {
            const issue = await fermerAilleurs(phrase);
            faire(issue.ok);
            return issue;
          }}
        />
      )}
    </>
  );
}

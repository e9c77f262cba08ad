// What the établissement did with her things, as its journal has it: latest first, said in whole sentences.
import textesJournal from "virtual:textes/journal";
import { useEffect, useState } from "preact/hooks";
import type { JournalFamille } from "../../api.gen";
import { lireJournal } from "../../commun/api";
import { Alerte } from "../../commun/composants/Alerte";
import { Titre } from "../../commun/composants/Titre";
import { jourEtHeure } from "../../commun/format";
import { chargerTextes, messageErreur, t, tSiConnu } from "../../commun/i18n";

chargerTextes(textesJournal);

const plusLongue = 200;

export function Journal() {
  const [lues, poser] = useState<JournalFamille["entrees"]>();
  const [code, poserCode] = useState<string>();
  useEffect(() => {
    void lireJournal().then((issue) => {
      if (issue.ok) poser(issue.value.entrees);
      else poserCode(issue.code);
    });
  }, []);
  return (
    <>
      <p class="fil sans-impression">
        <a href="/famille/compte">{t("famille.titre_compte")}</a>
      </p>
      <Titre>{t("journal.titre")}</Titre>
      <p>{t("journal.intro")}</p>
      {code && (
        <Alerte genre="erreur">
          <p>{messageErreur(code)}</p>
        </Alerte>
      )}
      {!lues && !code && (
        <p class="attente" role="status">
          {t("commun.chargement")}
        </p>
      )}
      {lues && lues.length === 0 && <p>{t("journal.aucun")}</p>}
      {lues && lues.length > 0 && (
        <ul>
          {lues.map(({ moment, action, agent }, rang) => (
            // Never re-ordered: a line has no other name than its rank.
            <li key={rang}>
              {tSiConnu("journal.actes", action) ?? action}
              {agent && t("journal.par", { agent })}
              <span class="discret bloc">{jourEtHeure(moment)}</span>
            </li>
          ))}
        </ul>
      )}
      {lues && lues.length >= plusLongue && <p class="discret">{t("journal.tout", { n: plusLongue })}</p>}
    </>
  );
}

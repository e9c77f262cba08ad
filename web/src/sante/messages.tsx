import { useEffect, useState } from "preact/hooks";
import type { Volet } from "../api.gen";
import type { ProprietesEcran } from "../commun/application";
import { Alerte } from "../commun/composants/Alerte";
import { Bouton } from "../commun/composants/Bouton";
import { Progression } from "../commun/composants/Progression";
import { Titre } from "../commun/composants/Titre";
import { heure, jour } from "../commun/format";
import { t } from "../commun/i18n";
import { Fil, messageSante, PourEnfant, SousCle } from "./cadre";
import { Feuillet } from "./feuillet";
import { lireMessages, type MessageLu } from "./messages_infirmerie";

export function Messages({ parametres }: ProprietesEcran) {
  return (
    <PourEnfant volet={parametres.volet}>
      {(volet) => (
        <SousCle>
          <Tous volet={volet} />
        </SousCle>
      )}
    </PourEnfant>
  );
}

function Tous({ volet }: { volet: Volet }) {
  const [messages, poser] = useState<readonly MessageLu[]>();
  const [code, poserCode] = useState<string>();
  const [essai, reessayer] = useState(0);
  useEffect(() => {
    let actuel = true;
    poserCode(undefined);
    lireMessages(volet.id)
      .then((issue) => actuel && (issue.ok ? poser(issue.value) : poserCode(issue.code)))
      .catch(() => actuel && poserCode("pli_refuse"));
    return () => {
      actuel = false;
    };
  }, [volet.id, essai]);
  const relire = () => reessayer(essai + 1);
  if (code === "serrure_changee") return <Feuillet volet={volet.id} changee confirmee={relire} fermees={relire} />;
  return (
    <>
      <Fil volet={volet.id} />
      <Titre>{t("sante.messages_titre")}</Titre>
      {code && (
        <Alerte genre="erreur">
          <p>{messageSante(code)}</p>
          <Bouton genre="second" onClick={relire}>
            {t("commun.reessayer")}
          </Bouton>
        </Alerte>
      )}
      {!messages && !code && <Progression libelle={t("sante.messages_ouverture")} />}
      {messages?.length === 0 && <p>{t("sante.messages_aucun")}</p>}
      {messages?.map((message) =>
        "code" in message ? (
          <Alerte key={message.id} genre="erreur" titre={t("sante.message_faux")}>
            <p>{t("sante.message_faux_suite")}</p>
          </Alerte>
        ) : (
          <section class="carte" key={message.id}>
            <h2>{t("sante.message_du", { jour: jour(message.cree_le), heure: heure(message.cree_le) })}</h2>
            <p class="texte-libre">{message.texte}</p>
            <p class="sans-impression">
              <a href={`/famille/${volet.id}/sante/envois/${message.sur}`}>{t("sante.message_sur")}</a>
            </p>
          </section>
        ),
      )}
      {messages && <p class="discret">{t("sante.messages_reponse")}</p>}
    </>
  );
}

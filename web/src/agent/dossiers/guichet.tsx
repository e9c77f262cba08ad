// What an agent does for a responsable who stands at the counter, once she has shown who she is.
import guichetTextes from "virtual:textes/guichet";
import { useState } from "preact/hooks";
import type { Outcome } from "../../commun/api";
import { couperAcces, libererResponsable, protegerResponsable } from "../../commun/api_acces";
import { Alerte } from "../../commun/composants/Alerte";
import { Bouton } from "../../commun/composants/Bouton";
import { Dialogue } from "../../commun/composants/Dialogue";
import { chargerTextes, messageErreur, t } from "../../commun/i18n";
import type { VoletAgent } from "./tous";

chargerTextes(guichetTextes);

type Acte = "liberer" | "proteger" | "deproteger" | "couper";
const actes: Record<Acte, (responsable: string) => Promise<Outcome<undefined>>> = {
  liberer: libererResponsable,
  proteger: (responsable) => protegerResponsable(responsable, true),
  deproteger: (responsable) => protegerResponsable(responsable, false),
  couper: couperAcces,
};
// Undone by a gesture of the same place, so done at once.
const defait: Partial<Record<Acte, Acte>> = { proteger: "deproteger" };

export function Guichet({ volet, change }: { volet: VoletAgent; change: () => void }) {
  const [demande, demander] = useState<Acte>();
  const [fait, dire] = useState<Acte>();
  const [code, poserCode] = useState<string>();
  const [occupe, occuper] = useState(false);

  const faire = async (acte: Acte) => {
    if (occupe) return;
    occuper(true);
    const issue = await actes[acte](volet.resp_id);
    occuper(false);
    demander(undefined);
    poserCode(issue.ok ? undefined : issue.code);
    dire(issue.ok ? acte : undefined);
    if (issue.ok) change();
  };

  const annuler = fait && defait[fait];
  const ouvert = volet.compte === "actif" || volet.compte === "invite";
  return (
    <details class="guichet">
      <summary>
        {t("guichet.titre")}
        <span class="lecteur-seul"> {volet.responsable}</span>
      </summary>
      {code && (
        <Alerte genre="erreur">
          <p>{messageErreur(code)}</p>
        </Alerte>
      )}
      {fait && (
        <Alerte genre="succes">
          <p>{t(`guichet.fait_${fait}`)}</p>
          {annuler && (
            <Bouton genre="second" onClick={() => void faire(annuler)}>
              {t("commun.annuler")}
            </Bouton>
          )}
        </Alerte>
      )}
      <p class="note">{t("guichet.identite")}</p>
      {volet.compte === "actif" && (
        <div class="guichet-acte">
          <p>{t("guichet.liberer_texte")}</p>
          <Bouton genre="second" occupe={occupe} onClick={() => void faire("liberer")}>
            {t("guichet.liberer")}
          </Bouton>
        </div>
      )}
      <div class="guichet-acte">
        <p>{t(volet.protege ? "guichet.protege_texte" : "guichet.proteger_texte")}</p>
        <Bouton
          genre="second"
          occupe={occupe}
          onClick={() => (volet.protege ? demander("deproteger") : void faire("proteger"))}
        >
          {t(volet.protege ? "guichet.deproteger" : "guichet.proteger")}
        </Bouton>
      </div>
      {ouvert && (
        <div class="guichet-acte">
          <p>{t("guichet.couper_texte")}</p>
          <Bouton genre="danger" occupe={occupe} onClick={() => demander("couper")}>
            {t("guichet.couper")}
          </Bouton>
        </div>
      )}
      {demande && (
        <Dialogue
          titre={t(demande === "couper" ? "guichet.couper_titre" : "guichet.deproteger_titre", {
            nom: volet.responsable,
          })}
          fermer={() => demander(undefined)}
        >
          <p>{t(demande === "couper" ? "guichet.couper_suite" : "guichet.deproteger_suite")}</p>
          <div class="boutons">
            <Bouton genre="danger" occupe={occupe} onClick={() => void faire(demande)}>
              {t(demande === "couper" ? "guichet.couper" : "guichet.deproteger")}
            </Bouton>
            <Bouton genre="second" onClick={() => demander(undefined)}>
              {t("commun.annuler")}
            </Bouton>
          </div>
        </Dialogue>
      )}
    </details>
  );
}

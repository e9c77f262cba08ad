// The staff's accounts: who may open what, and what to do when someone leaves or loses her telephone.
import equipeTextes from "virtual:textes/equipe";
import { useEffect, useState } from "preact/hooks";
import type { Collegue } from "../../api.gen";
import { lireEquipe, oublierTelephone, suspendreCollegue } from "../../commun/api_acces";
import type { ProprietesEcran } from "../../commun/application";
import { Alerte } from "../../commun/composants/Alerte";
import { Bouton } from "../../commun/composants/Bouton";
import { Dialogue } from "../../commun/composants/Dialogue";
import { Etat, type Ton } from "../../commun/composants/Etat";
import { Titre } from "../../commun/composants/Titre";
import { jourEtHeure } from "../../commun/format";
import { chargerTextes, messageErreur, t, tSiConnu } from "../../commun/i18n";
import { sessionCourante } from "../../commun/session";
import { FeuilleInvitation, Inviter, type Invitee } from "./inviter";

chargerTextes(equipeTextes);

const tons: Record<Collegue["etat"], Ton> = { invite: "cours", actif: "bon", suspendu: "refus" };

const gestes = { suspendre: suspendreCollegue, telephone: oublierTelephone } as const;
type Geste = { quoi: keyof typeof gestes; qui: Collegue };

export function Equipe({ etablissement }: ProprietesEcran) {
  const [equipe, poser] = useState<Collegue[]>();
  const [code, poserCode] = useState<string>();
  const [geste, preparer] = useState<Geste>();
  const [invite, inviter] = useState(false);
  const [invitee, poserInvitee] = useState<Invitee>();
  const [fait, dire] = useState<string>();

  const relire = () =>
    void lireEquipe().then((lue) => {
      if (lue.ok) poser(lue.value.equipe);
      else poserCode(lue.code);
    });
  useEffect(relire, []);

  const faire = async ({ quoi, qui }: Geste) => {
    const issue = await gestes[quoi](qui.compte);
    preparer(undefined);
    poserCode(issue.ok ? undefined : issue.code);
    if (issue.ok) dire(t(`equipe.fait_${quoi}`, { nom: qui.nom }));
    relire();
  };

  if (invitee) {
    return (
      <FeuilleInvitation
        invitee={invitee}
        etablissement={etablissement}
        remise={() => {
          poserInvitee(undefined);
          relire();
        }}
      />
    );
  }
  const moi = sessionCourante()?.compte;
  return (
    <>
      <Titre>{t("agent.equipe")}</Titre>
      <p>{t("equipe.intro")}</p>
      {code && (
        <Alerte genre="erreur">
          <p>{tSiConnu("equipe", `refuse_${code}`) ?? messageErreur(code)}</p>
        </Alerte>
      )}
      {fait && (
        <Alerte genre="succes">
          <p>{fait}</p>
        </Alerte>
      )}
      {invite ? (
        <Inviter
          fermer={() => inviter(false)}
          invitee={(une) => {
            inviter(false);
            dire(undefined);
            poserInvitee(une);
          }}
        />
      ) : (
        <Bouton onClick={() => inviter(true)}>{t("equipe.inviter")}</Bouton>
      )}
      {!equipe && !code && (
        <p class="attente" role="status">
          {t("commun.chargement")}
        </p>
      )}
      <ul class="equipe">
        {equipe?.map((un) => (
          <li key={un.compte} class="carte">
            <div class="equipe-qui">
              <strong>{un.nom}</strong>
              <span>{t(`equipe.role_${un.role}`)}</span>
              <Etat ton={tons[un.etat]}>{t(`equipe.etat_${un.etat}`)}</Etat>
            </div>
            <p class="discret">
              {un.derniere ? t("equipe.derniere", { moment: jourEtHeure(un.derniere) }) : t("equipe.jamais")}
              {un.etat === "actif" && ` · ${t(un.second_facteur ? "equipe.telephone_ok" : "equipe.telephone_absent")}`}
            </p>
            {un.compte !== moi && un.etat !== "suspendu" && (
              <div class="boutons">
                {un.second_facteur && (
                  <Bouton genre="second" onClick={() => preparer({ quoi: "telephone", qui: un })}>
                    {t("equipe.telephone_perdu")}
                    <span class="lecteur-seul"> {un.nom}</span>
                  </Bouton>
                )}
                <Bouton genre="danger" onClick={() => preparer({ quoi: "suspendre", qui: un })}>
                  {t("equipe.suspendre")}
                  <span class="lecteur-seul"> {un.nom}</span>
                </Bouton>
              </div>
            )}
          </li>
        ))}
      </ul>
      {geste && (
        <Dialogue titre={t(`equipe.titre_${geste.quoi}`, { nom: geste.qui.nom })} fermer={() => preparer(undefined)}>
          <p>{t(`equipe.texte_${geste.quoi}`)}</p>
          <div class="boutons">
            <Bouton genre={geste.quoi === "suspendre" ? "danger" : "principal"} onClick={() => void faire(geste)}>
              {t(`equipe.oui_${geste.quoi}`)}
            </Bouton>
            <Bouton genre="second" onClick={() => preparer(undefined)}>
              {t("commun.annuler")}
            </Bouton>
          </div>
        </Dialogue>
      )}
    </>
  );
}

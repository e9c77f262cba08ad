// One élève: each responsable's volet in a column of its own. Only the school's staff sees two of them together.
import type { ProprietesEcran } from "../../commun/application";
import { Alerte } from "../../commun/composants/Alerte";
import { Titre } from "../../commun/composants/Titre";
import { messageErreur, t } from "../../commun/i18n";
import { nomType } from "../noms";
import { Guichet } from "./guichet";
import { EtatDossier, EtatPiece } from "./etats";
import { type Ligne, type VoletAgent, useDossiers } from "./tous";

export function Dossier({ parametres }: ProprietesEcran) {
  const { dossiers, code, relire } = useDossiers();
  const ligne = dossiers?.dossiers.find((un) => un.eleve === parametres.eleve);
  return (
    <>
      <p class="fil">
        <a href="/agent">← {t("agent.retour_dossiers")}</a>
      </p>
      {ligne ? (
        <Detail ligne={ligne} change={relire} />
      ) : code ? (
        <Alerte genre="erreur">
          <p>{messageErreur(code)}</p>
        </Alerte>
      ) : dossiers ? (
        <>
          <Titre>{t("agent.dossier_absent_titre")}</Titre>
          <p>{t("agent.dossier_absent")}</p>
        </>
      ) : (
        <p class="attente" role="status">
          {t("commun.chargement")}
        </p>
      )}
    </>
  );
}

function Detail({ ligne, change }: { ligne: Ligne; change: () => void }) {
  return (
    <>
      <div class="tete-dossier">
        <Titre>
          {ligne.nom} {ligne.prenom}
        </Titre>
        <span>{t("agent.en_classe", { division: ligne.division || "–" })}</span>
        <EtatDossier etat={ligne.etat} />
      </div>
      {ligne.volets.length === 0 && (
        <Alerte genre="attention">
          <p>{t("agent.aucun_responsable")}</p>
        </Alerte>
      )}
      {ligne.volets.length > 1 && <p class="note">{t("agent.cloison")}</p>}
      <div class="volets">
        {ligne.volets.map((volet) => (
          <Volet key={volet.id} volet={volet} change={change} />
        ))}
      </div>
    </>
  );
}

function Volet({ volet, change }: { volet: VoletAgent; change: () => void }) {
  return (
    <section class="carte" aria-label={volet.responsable}>
      <h2>{volet.responsable}</h2>
      <p class="discret">
        {t(`agent.compte_${volet.compte}`)}
        {volet.protege && ` · ${t("agent.protege")}`}
      </p>
      <ul class="taches">
        {volet.pieces.map((piece) => (
          <li key={piece.type}>
            <span>{nomType(piece.type)}</span>
            <span class="tache-suite">
              {piece.etat === "lue" && piece.outcome && <span class="discret">{t(`agent.avis_${piece.outcome}`)}</span>}
              <EtatPiece piece={piece} />
              {piece.piece && piece.etat !== "en_lecture" && (
                <a href={`/agent/relecture/${piece.piece}`}>
                  {t(piece.etat === "lue" ? "agent.relire" : "agent.revoir")}
                  <span class="lecteur-seul"> {nomType(piece.type)}</span>
                </a>
              )}
            </span>
          </li>
        ))}
        <li>
          <span>{t("agent.enveloppe_sante")}</span>
          <span class="tache-suite">{t(`agent.sante_${volet.sante}`)}</span>
        </li>
      </ul>
      <Guichet volet={volet} change={change} />
    </section>
  );
}

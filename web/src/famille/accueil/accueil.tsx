import { useEffect, useState } from "preact/hooks";
import type { Accueil as Etablissement, Piece, Volet } from "../../api.gen";
import type { ProprietesEcran } from "../../commun/application";
import { Alerte } from "../../commun/composants/Alerte";
import { Bouton } from "../../commun/composants/Bouton";
import { Etat } from "../../commun/composants/Etat";
import { Titre } from "../../commun/composants/Titre";
import { dateIso } from "../../commun/format";
import { messageErreur, t, tSiConnu } from "../../commun/i18n";
import { useMoi } from "../moi";
import { useEnvoi } from "../pieces/envois";
import {
  adressePiece,
  adresseSante,
  etatPiece,
  etatSante,
  piecesARefaire,
  type Tache,
  tachesAFaire,
  toutAccepte,
} from "./taches";

export const nomPiece = (type: string) => tSiConnu("piece", type) ?? t("piece.autre");

// Below what is left to do: fetched once that is on the screen.
type Suite = typeof import("./suite");

export function Accueil({ etablissement }: ProprietesEcran) {
  const { moi, code, relire } = useMoi();
  const [suite, poserSuite] = useState<Suite>();
  useEffect(() => void import("./suite").then(poserSuite, () => undefined), []);
  return (
    <>
      <Titre>{t("famille.titre")}</Titre>
      {code && (
        <Alerte genre="erreur">
          <p>{messageErreur(code)}</p>
          <Bouton genre="second" onClick={relire}>
            {t("commun.reessayer")}
          </Bouton>
        </Alerte>
      )}
      {!moi && !code && (
        <p class="attente" role="status">
          {t("commun.chargement")}
        </p>
      )}
      {moi && (
        <>
          <Campagne etablissement={etablissement} />
          {moi.volets.length === 0 && <p>{t("famille.aucun_enfant")}</p>}
          {moi.volets.map((volet) => (
            <Enfant key={volet.id} volet={volet} etablissement={etablissement} suite={suite} />
          ))}
          {suite && <suite.Responsable moi={moi} />}
        </>
      )}
    </>
  );
}

function Campagne({ etablissement }: { etablissement: Etablissement | null }) {
  if (!etablissement || etablissement.campagne === "ouverte") return null;
  return (
    <Alerte genre="attention">
      <p>{t(etablissement.campagne === "fermee" ? "famille.fermee" : "famille.preparee")}</p>
    </Alerte>
  );
}

function Enfant({
  volet,
  etablissement,
  suite,
}: {
  volet: Volet;
  etablissement: Etablissement | null;
  suite: Suite | undefined;
}) {
  const { eleve } = volet;
  const titre = `enfant-${volet.id}`;
  const aFaire = tachesAFaire(volet);
  const aRefaire = piecesARefaire(volet).length;
  const ouverte = etablissement?.campagne !== "fermee" && etablissement?.campagne !== "preparee";
  const suivante = aFaire[0];
  return (
    <section class="carte enfant" aria-labelledby={titre}>
      <h2 id={titre}>{eleve.prenom}</h2>
      <p class="discret">
        {[
          eleve.niveau && t("famille.entree", { niveau: eleve.niveau }),
          eleve.division && t("famille.classe", { division: eleve.division }),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      {aRefaire > 0 && (
        <Alerte genre="attention">
          <p>{t("famille.refaire", { n: aRefaire })}</p>
        </Alerte>
      )}
      <Reste volet={volet} nombre={aFaire.length} />
      {etablissement?.ferme_le && aFaire.length > 0 && (
        <p class="limite">{t("famille.limite", { date: dateIso(etablissement.ferme_le) })}</p>
      )}
      <ol class="taches">
        {volet.pieces.map((piece) => (
          <LignePiece key={piece.type} volet={volet} piece={piece} />
        ))}
        <li>
          <a href={adresseSante(volet)}>
            <span>{t("famille.fiche_sante")}</span>
            <Etat ton={etatSante(volet).ton}>{t(etatSante(volet).cle)}</Etat>
          </a>
        </li>
        {suite && <suite.Messages volet={volet} />}
      </ol>
      {ouverte && suivante && <Suivante volet={volet} tache={suivante} />}
      {suite && <suite.Suivi volet={volet} />}
    </section>
  );
}

function LignePiece({ volet, piece }: { volet: Volet; piece: Piece }) {
  const envoi = useEnvoi(volet.id, piece.type);
  const { ton, cle } = envoi?.etat === "en_cours" ? enEnvoi : etatPiece(piece);
  return (
    <li>
      <a href={adressePiece(volet, piece)}>
        <span>
          {nomPiece(piece.type)}
          {!piece.obligatoire && <span class="discret"> ({t("famille.facultative")})</span>}
        </span>
        <Etat ton={ton}>{t(cle)}</Etat>
      </a>
    </li>
  );
}
const enEnvoi = { ton: "cours", cle: "famille.etat_envoi" } as const;

function Reste({ volet, nombre }: { volet: Volet; nombre: number }) {
  if (nombre > 0) return <p class="reste">{t("famille.reste", { n: nombre })}</p>;
  return (
    <>
      <p class="reste">{t("famille.reste_rien")}</p>
      <p>{t(toutAccepte(volet) ? "famille.tout_accepte" : "famille.reste_rien_texte")}</p>
    </>
  );
}

function Suivante({ volet, tache }: { volet: Volet; tache: Tache }) {
  if (tache.nature === "sante") {
    return (
      <a class="bouton bouton-principal" href={adresseSante(volet)}>
        {t("famille.suivant_sante")}
      </a>
    );
  }
  const cle = tache.piece.etat === "a_refaire" ? "famille.suivant_refaire" : "famille.suivant_envoyer";
  return (
    <a class="bouton bouton-principal" href={adressePiece(volet, tache.piece)}>
      {t(cle, { piece: nomPiece(tache.piece.type) })}
    </a>
  );
}

// A state is its words; the tone repeats them.
import type { DossierEtat } from "../../api.gen";
import { Etat, type Ton } from "../../commun/composants/Etat";
import { t, tSiConnu } from "../../commun/i18n";
import type { VoletAgent } from "./tous";

const tons: Record<DossierEtat, Ton> = {
  pas_ouvert: "neutre",
  commence: "cours",
  a_relire: "attention",
  a_completer: "refus",
  complet: "bon",
};

export const EtatDossier = ({ etat }: { etat: DossierEtat }) => <Etat ton={tons[etat]}>{t(`agent.etat_${etat}`)}</Etat>;

type PieceCourte = VoletAgent["pieces"][number];

const tonsPiece: Record<string, Ton> = {
  a_envoyer: "neutre",
  en_lecture: "cours",
  lue: "attention",
  acceptee: "bon",
  a_refaire: "refus",
};

export const motPiece = (piece: PieceCourte | undefined): string =>
  piece ? (tSiConnu("agent", `piece_${piece.etat}`) ?? piece.etat) : "";

export const EtatPiece = ({ piece }: { piece: PieceCourte }) => (
  <Etat ton={tonsPiece[piece.etat] ?? "neutre"}>{motPiece(piece)}</Etat>
);

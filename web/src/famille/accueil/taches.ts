// What is left for one child. Pure: the home shows it, tests read it.
import type { Piece, Volet } from "../../api.gen";
import type { Ton } from "../../commun/composants/Etat";
import type { Cle } from "../../commun/i18n";

export type Tache = { nature: "piece"; piece: Piece } | { nature: "sante" };

export const adressePiece = (volet: Volet, piece: Piece) => `/famille/${volet.id}/pieces/${piece.type}`;
export const adresseSante = (volet: Volet) => `/famille/${volet.id}/sante`;

// A pièce that is only wished for is never counted against a family; one to be done again always is.
const piecesAFaire = (volet: Volet): Piece[] => [
  ...volet.pieces.filter((piece) => piece.etat === "a_refaire"),
  ...volet.pieces.filter((piece) => piece.etat === "a_envoyer" && piece.obligatoire),
];

export function tachesAFaire(volet: Volet): Tache[] {
  const pieces: Tache[] = piecesAFaire(volet).map((piece) => ({ nature: "piece", piece }));
  return volet.sante.etat === "a_faire" ? [...pieces, { nature: "sante" }] : pieces;
}

export const piecesARefaire = (volet: Volet): Piece[] => volet.pieces.filter((piece) => piece.etat === "a_refaire");

export const toutAccepte = (volet: Volet): boolean =>
  tachesAFaire(volet).length === 0 &&
  volet.sante.etat === "deposee" &&
  volet.pieces.every((piece) => piece.etat === "acceptee" || (piece.etat === "a_envoyer" && !piece.obligatoire));

export function etatPiece(piece: Piece): { ton: Ton; cle: Cle } {
  switch (piece.etat) {
    case "a_envoyer":
      return { ton: "neutre", cle: "famille.etat_a_envoyer" };
    case "en_lecture":
      return { ton: "cours", cle: "famille.etat_en_lecture" };
    case "lue":
      return piece.outcome === "a_verifier" || piece.outcome === "illisible"
        ? { ton: "attention", cle: "famille.etat_doute" }
        : { ton: "bon", cle: "famille.etat_lue" };
    case "acceptee":
      return { ton: "bon", cle: "famille.etat_acceptee" };
    case "a_refaire":
      return { ton: "refus", cle: "famille.etat_a_refaire" };
  }
}

export function etatSante(volet: Volet): { ton: Ton; cle: Cle } {
  switch (volet.sante.etat) {
    case "a_faire":
      return { ton: "neutre", cle: "famille.etat_sante_a_faire" };
    case "deposee":
      return { ton: "bon", cle: "famille.etat_sante_deposee" };
    case "infirmerie_absente":
      return { ton: "neutre", cle: "famille.etat_sante_absente" };
  }
}

export interface Evenement {
  moment: number;
  cle: Cle;
  type?: string;
}

// Newest first, from what the states themselves remember.
export function suivi(volet: Volet): Evenement[] {
  const evenements: Evenement[] = [];
  for (const { type, etat, deposee_le, decidee_le } of volet.pieces) {
    if (deposee_le) evenements.push({ moment: deposee_le, cle: "famille.suivi_envoyee", type });
    if (decidee_le && etat === "acceptee") evenements.push({ moment: decidee_le, cle: "famille.suivi_acceptee", type });
    if (decidee_le && etat === "a_refaire")
      evenements.push({ moment: decidee_le, cle: "famille.suivi_a_refaire", type });
  }
  if (volet.sante.depose_le) evenements.push({ moment: volet.sante.depose_le, cle: "famille.suivi_sante" });
  return evenements.sort((a, b) => b.moment - a.moment);
}

import { describe, expect, it } from "vitest";
import type { Piece, Volet } from "../../api.gen";
import { etatPiece, suivi, tachesAFaire, toutAccepte } from "./taches";

const piece = (plus: Partial<Piece>): Piece => ({
  type: "justificatif_domicile",
  obligatoire: true,
  etat: "a_envoyer",
  version: 0,
  reasons: [],
  found: {},
  pages: 0,
  ...plus,
});
const volet = (pieces: Piece[], sante: Volet["sante"] = { etat: "deposee" }): Volet => ({
  id: "a1".repeat(16),
  eleve: { prenom: "Anémone", nom: "ROITELET", naissance: "2014-03-09", division: "6A", niveau: "5e" },
  pieces,
  sante,
});

describe("what is left for a child", () => {
  it("puts what the school asks again before what was never sent, and health last", () => {
    const faire = tachesAFaire(
      volet([piece({}), piece({ type: "assurance_scolaire", etat: "a_refaire" })], { etat: "a_faire" }),
    );
    expect(faire.map((tache) => (tache.nature === "piece" ? tache.piece.type : "sante"))).toEqual([
      "assurance_scolaire",
      "justificatif_domicile",
      "sante",
    ]);
  });

  it("counts no pièce that is only wished for, until the school asks for another", () => {
    expect(tachesAFaire(volet([piece({ obligatoire: false })]))).toEqual([]);
    expect(tachesAFaire(volet([piece({ obligatoire: false, etat: "a_refaire" })]))).toHaveLength(1);
  });

  it("counts no health form while there is nobody to open it", () => {
    expect(tachesAFaire(volet([], { etat: "infirmerie_absente" }))).toEqual([]);
    expect(tachesAFaire(volet([], { etat: "a_faire" }))).toHaveLength(1);
  });

  it("is all accepted only once a person accepted everything that was asked", () => {
    const acceptee = piece({ etat: "acceptee" });
    expect(toutAccepte(volet([acceptee, piece({ obligatoire: false })]))).toBe(true);
    expect(toutAccepte(volet([acceptee, piece({ etat: "lue", outcome: "conforme" })]))).toBe(false);
    expect(toutAccepte(volet([acceptee], { etat: "a_faire" }))).toBe(false);
  });

  it("never shows the machine's doubt as a refusal", () => {
    expect(etatPiece(piece({ etat: "lue", outcome: "a_verifier" })).ton).toBe("attention");
    expect(etatPiece(piece({ etat: "lue", outcome: "illisible" })).ton).toBe("attention");
    expect(etatPiece(piece({ etat: "a_refaire" })).ton).toBe("refus");
  });

  it("tells what happened, newest first", () => {
    const passe = suivi(
      volet([piece({ etat: "a_refaire", deposee_le: 10, decidee_le: 30 })], { etat: "deposee", depose_le: 20 }),
    );
    expect(passe.map(({ moment }) => moment)).toEqual([30, 20, 10]);
  });
});

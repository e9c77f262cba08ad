import { describe, expect, it } from "vitest";
import type { DossierEtat } from "../../api.gen";
import { ecrireFiltre, filtrer, lireFiltre, preparer, sansFiltre } from "./filtre";
import type { Ligne } from "./tous";

const ligne = (
  nom: string,
  prenom: string,
  division: string,
  etat: DossierEtat,
  responsable = "Mme Fougère PINSON",
): Ligne => ({
  eleve: "a".repeat(32),
  nom,
  prenom,
  division,
  etat,
  volets: [
    {
      id: "b".repeat(32),
      responsable,
      resp_id: "c".repeat(32),
      protege: false,
      compte: "actif",
      pieces: [],
      sante: "a_faire",
    },
  ],
});
const lignes = preparer([
  ligne("ŒILLET", "Léa", "6A", "a_relire"),
  ligne("PIC-VERT", "Éloïse", "6A", "complet"),
  ligne("ŒILLET", "Noé", "5B", "a_relire", "M. Hêtre BRUANT"),
]);
const noms = (filtre: Partial<typeof sansFiltre>) =>
  filtrer(lignes, { ...sansFiltre, ...filtre }).lignes.map((une) => une.prenom);

describe("the list of dossiers", () => {
  it.each([
    ["lea", ["Léa"]],
    ["oeillet", ["Léa", "Noé"]],
    ["OEILLET noé", ["Noé"]],
    ["noe oeillet", ["Noé"]],
    ["pic vert", ["Éloïse"]],
    ["bruant", ["Noé"]],
    ["", ["Léa", "Éloïse", "Noé"]],
    ["mésange", []],
  ])("finds with « %s » whatever the accents and the order", (texte, trouves) => {
    expect(noms({ texte })).toEqual(trouves);
  });

  it("counts each state as if only the state were still to choose", () => {
    const { lignes: vues, parEtat, avantEtat } = filtrer(lignes, { ...sansFiltre, division: "6A", etat: "complet" });
    expect(vues.map((une) => une.prenom)).toEqual(["Éloïse"]);
    expect(parEtat).toEqual({ pas_ouvert: 0, commence: 0, a_relire: 1, a_completer: 0, complet: 1 });
    expect(avantEtat).toBe(2);
  });

  it("keeps its filter in the address, and nothing of an address it does not know", () => {
    const filtre = { texte: "léa & noé", division: "5 B", etat: "a_relire" as const };
    expect(lireFiltre(ecrireFiltre(filtre))).toEqual(filtre);
    expect(ecrireFiltre(sansFiltre)).toBe("");
    expect(lireFiltre("?etat=n_importe")).toEqual(sansFiltre);
  });

  it("finds its rows among 1,000", () => {
    const mille = preparer(
      Array.from({ length: 1000 }, (_, n) => ligne(`BRUYÈRE${n}`, "Anémone", `${n % 30}`, "commence")),
    );
    expect(filtrer(mille, { ...sansFiltre, texte: "bruyere99" }).lignes).toHaveLength(11);
  });
});

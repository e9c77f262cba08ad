import { describe, expect, it } from "vitest";
import { champsTexte, ecrireFiche, type Fiche, ficheVide, limites, lireFiche, octetsMaximum } from "./fiche.ts";

const eleve = { nom: "Roitelet", prenom: "Anémone", naissance: "2014-03-09" };
const pleine = (): Fiche => ({
  ...ficheVide(eleve),
  allergies: "Arachide : urticaire en 10 minutes.",
  pai: "existe",
  pai_date: "2025-09-12",
  medecin: "Dr Mésange",
  accord_rappel: true,
});

const octetsDe = (valeur: unknown) => new TextEncoder().encode(JSON.stringify(valeur));

describe("fiche-infirmerie/1", () => {
  it("is read back as it was written", () => {
    expect(lireFiche(ecrireFiche(pleine())!)).toEqual(pleine());
  });

  it("is the same bytes whatever the order of its keys and the keyboard's way of writing accents", () => {
    const autre = Object.fromEntries(Object.entries(pleine()).reverse()) as unknown as Fiche;
    autre.medecin = "Dr Mésange".normalize("NFD");
    expect(ecrireFiche(autre)).toEqual(ecrireFiche(pleine()));
  });

  it("sends nothing of what was typed when the answer is another", () => {
    const lue = lireFiche(ecrireFiche({ ...pleine(), reponse: "pas_ici" })!)!;
    expect(lue).toEqual({ ...ficheVide(eleve), reponse: "pas_ici" });
  });

  it("fits one frame even when every field is full of the widest characters", () => {
    const large: Fiche = ficheVide(eleve);
    // A control character is the worst ratio there is: one unit of `maxlength`, six bytes of JSON.
    for (const champ of champsTexte) large[champ] = "\u0001".repeat(limites[champ]);
    expect(ecrireFiche(large)?.length).toBeLessThanOrEqual(octetsMaximum);
    // Past the limit it is refused, never cut.
    expect(ecrireFiche({ ...large, remarques: "x".repeat(octetsMaximum) })).toBeUndefined();
  });

  it.each([
    ["another schema", { ...pleine(), schema: "fiche-infirmerie/2" }],
    ["a key too many", { ...pleine(), poids: "40" }],
    ["a key missing", (({ remarques: _, ...reste }) => reste)(pleine())],
    ["an unknown answer", { ...pleine(), reponse: "oui" }],
    ["a number for a text", { ...pleine(), allergies: 3 }],
    ["a text too long", { ...pleine(), vaccins: "x".repeat(501) }],
    ["an array", [pleine()]],
    ["a child without a name", { ...pleine(), eleve: { prenom: "Anémone", naissance: "2014-03-09" } }],
  ])("refuses %s, and takes the unmodified twin", (_, fausse) => {
    expect(lireFiche(octetsDe(pleine()))).toEqual(pleine());
    expect(lireFiche(octetsDe(fausse))).toBeUndefined();
  });

  it("refuses bytes that are no UTF-8 or no JSON", () => {
    const bons = octetsDe(pleine());
    expect(lireFiche(bons)).toBeDefined();
    const abimes = bons.slice();
    abimes[abimes.length - 5] = 0xff;
    expect(lireFiche(abimes)).toBeUndefined();
    expect(lireFiche(bons.slice(0, -1))).toBeUndefined();
  });
});

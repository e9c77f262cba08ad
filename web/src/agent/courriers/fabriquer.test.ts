import { describe, expect, it } from "vitest";
import { type Courrier, choisir, finDeValidite, type Public } from "./fabriquer";

const courrier = (nom: string, divisions: string[], compte: Courrier["compte"]): Courrier => ({
  resp_id: nom,
  gen: 1,
  civilite: "Mme",
  nom,
  prenom: "Sarcelle",
  adresse: [],
  divisions,
  enfants: [],
  compte,
});
const tous = [
  courrier("AJONC", ["6A", "4B"], "sans_lettre"),
  courrier("BRUANT", ["6A"], "invite"),
  courrier("CIGOGNE", ["4B"], "actif"),
];

describe("whom to write to", () => {
  it.each<[Public, string[], string[]]>([
    ["sans_lettre", [], ["AJONC"]],
    ["sans_acces", [], ["AJONC", "BRUANT"]],
    ["tous", [], ["AJONC", "BRUANT", "CIGOGNE"]],
    ["tous", ["4B"], ["AJONC", "CIGOGNE"]],
    ["sans_acces", ["6A"], ["AJONC", "BRUANT"]],
    ["sans_lettre", ["5C"], []],
  ])("%s in %j", (quel, classes, attendus) => {
    expect(choisir(tous, new Set(classes), quel).map((un) => un.nom)).toEqual(attendus);
  });
});

describe("how long a code lives", () => {
  const jour = 86_400;
  const maintenant = Date.parse("2026-05-01T08:00:00Z") / 1000;
  it("is 45 days, the end of the campaign when later, and never more than the box accepts", () => {
    expect(finDeValidite(maintenant, undefined)).toBe(maintenant + 45 * jour);
    expect(finDeValidite(maintenant, "")).toBe(maintenant + 45 * jour);
    expect(finDeValidite(maintenant, "2026-05-20")).toBe(maintenant + 45 * jour);
    expect(finDeValidite(maintenant, "2026-06-20")).toBe(Date.parse("2026-06-20T22:00:00Z") / 1000);
    expect(finDeValidite(maintenant, "2026-12-31")).toBe(maintenant + 60 * jour);
    expect(finDeValidite(maintenant, "pas une date")).toBe(maintenant + 45 * jour);
  });
});

import { describe, expect, it } from "vitest";
import textes from "../../../textes/fr.json";
import { chargerTextes } from "../../commun/i18n";
import { lecture } from "./reponse";

chargerTextes(textes);
const phrases = (found: Record<string, string>) =>
  lecture(found).phrases.map((une) => une.replace(/[\u00A0\u202F]/g, " ").replace("\u2060", ""));

describe("what was read, told to a family", () => {
  it("says the quotient with its month, once", () => {
    expect(phrases({ quotient_caf: "612", mois: "2026-05" })).toEqual(["Quotient lu : 612 €, mai 2026."]);
    expect(lecture({ quotient_caf: "612", mois: "2026-05" }).lignes).toEqual([]);
    expect(phrases({ quotient_caf: "1234.5" })).toEqual(["Quotient lu : 1 234,5 €."]);
  });

  it("never shows an account's number whole", () => {
    const iban = "FR7630006000011234567890189";
    const dit = JSON.stringify(lecture({ iban, bic: "AGRIFRPP", titulaire: "Mme Bruyère ROITELET" }));
    expect(dit).toMatch(/…\u2060?189/);
    expect(dit).not.toContain(iban.slice(4, 20));
    expect(phrases({ iban })).toEqual(["IBAN se terminant par …189."]);
  });

  it("explains a card that is valid longer than it says, and only such a one", () => {
    expect(phrases({ expiration_imprimee: "2022-03-01", expiration_reelle: "2027-03-01" })).toEqual([
      "Cette carte est affichée périmée en 2022 mais reste valable jusqu'en 2027 : c'est bon.",
    ]);
    expect(phrases({ expiration_imprimee: "2030-03-01", expiration_reelle: "2030-03-01" })).toEqual([]);
  });

  it("lists the rest in the order a person checks", () => {
    const { lignes } = lecture({
      date_emission: "2026-04-28",
      enfant: "Anémone ROITELET",
      pages: "2",
      code_type: "00",
    });
    expect(lignes.map(({ cle }) => cle)).toEqual(["enfant", "date_emission"]);
    expect(lignes[1]?.valeur).toBe("28 avril 2026");
  });
});

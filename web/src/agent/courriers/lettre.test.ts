import { describe, expect, it } from "vitest";
import textes from "../../../textes/fr.json";
import { chargerTextes } from "../../commun/i18n";
import { annonces } from "./lettre";

chargerTextes(textes);

describe("what a letter announces", () => {
  it("is what the school asks: a line for each that must come, one for those only wished for", () => {
    expect(
      annonces([
        { type: "justificatif_domicile", obligatoire: true },
        { type: "rib", obligatoire: false },
        { type: "livret_famille", obligatoire: true },
        { type: "assurance_scolaire", obligatoire: false },
      ]),
    ).toEqual([
      "un justificatif de domicile de moins de 3 mois, à votre nom\u00A0;",
      "livret de famille\u00A0;",
      "si vous pouvez\u00A0: relevé d'identité bancaire, attestation d'assurance scolaire\u00A0;",
    ]);
  });

  it("says nothing of what is not asked", () => {
    expect(annonces([])).toEqual([]);
    expect(annonces([{ type: "jugement", obligatoire: false }])).toEqual(["si vous pouvez\u00A0: jugement\u00A0;"]);
  });
});

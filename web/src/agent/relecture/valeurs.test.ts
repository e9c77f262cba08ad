import { describe, expect, it } from "vitest";
import textes from "../../../textes/fr.json";
import { chargerTextes } from "../../commun/i18n";
import type { Fait } from "./pages";
import { ibanCache, ibanEntier, preuve, rangerFaits, valeurEnClair } from "./valeurs";

chargerTextes(textes);
const fait = (cle: string, valeur = "x", sure = true): Fait => ({ cle, valeur, sure });
const code = (...autres: Fait[]) => preuve({ found: [fait("code_type", "01"), ...autres] });

describe("the proof a printed code gives", () => {
  it("is a right signature, by a list in force, of an authority that is no test", () => {
    expect(code(fait("signature_juste", "true"), fait("autorite_de_test", "false"))).toMatchObject({ bonne: true });
  });

  it.each([
    ["the authority is made for tests", [fait("signature_juste", "true"), fait("autorite_de_test", "true")], "d'essai"],
    [
      "the list is past its date",
      [fait("signature_juste", "true", false), fait("autorite_de_test", "false")],
      "périmée",
    ],
    ["nobody knows the signer", [fait("autorite_de_test", "false")], "non vérifiable"],
    ["the signature is not right", [fait("signature_juste", "false")], "ne va pas"],
  ])("is none when %s", (_, faits, mots) => {
    const dit = code(...faits);
    expect(dit?.bonne).toBe(false);
    expect(dit?.phrase).toContain(mots);
    expect(dit?.phrase).not.toContain("vérifiée");
  });

  it("is not spoken of on a paper without a code", () => {
    expect(preuve({ found: [fait("date_emission", "2026-05-12")] })).toBeUndefined();
  });
});

describe("the values of a pièce", () => {
  it("come in the order a person checks, the kind's own first, unknown ones last, technical ones never", () => {
    const found = ["autre_chose", "pages", "mois", "enfant", "code_type", "quotient_caf"].map((cle) => fait(cle));
    expect(rangerFaits({ type: "quotient_familial", found }).map(({ cle }) => cle)).toEqual([
      "quotient_caf",
      "mois",
      "enfant",
      "autre_chose",
    ]);
  });

  it("are written as people write them", () => {
    const dit = (cle: string, valeur: string) => valeurEnClair({ cle, valeur }).replace(/[\u00A0\u202F]/g, " ");
    expect(dit("revenu_fiscal_reference", "24310")).toBe("24 310 €");
    expect(dit("parts", "2.5")).toBe("2,5");
    expect(dit("naissance", "2014-03-09")).toBe("9 mars 2014");
    expect(dit("code_type", "01")).toBe("01");
  });

  it("hide an account's number until it is asked for", () => {
    const iban = "FR76 1234 5987 6501 2345 6789 014";
    expect(ibanCache(iban)).toBe("FR•• … 014");
    expect(ibanEntier(iban.replaceAll(" ", ""))).toBe(iban);
  });
});

import { describe, expect, it } from "vitest";
import { bouger, pareils, type Reglage, regler, voulus } from "./ordre";

const domicile: Reglage = {
  type: "justificatif_domicile",
  demande: "obligatoire",
  exigible: true,
  note: "identite_ou_domicile",
};
const rib: Reglage = { type: "rib", demande: "non", exigible: false, note: "tarif_ou_paiement" };
const photo: Reglage = { type: "photo_identite", demande: "souhaitee", exigible: false, note: "au_choix_de_l_ecole" };
const liste = [domicile, rib, photo];
const types = (une: readonly Reglage[]) => une.map(({ type }) => type).join(" ");

describe("the pièces a school asks for", () => {
  it("are compulsory only where the law lets an enrolment depend on them", () => {
    expect(regler(liste, "rib", "souhaitee")[1]?.demande).toBe("souhaitee");
    expect(regler(liste, "rib", "obligatoire")[1]?.demande).toBe("non");
    expect(regler(regler(liste, "justificatif_domicile", "non"), "justificatif_domicile", "obligatoire")).toEqual(
      liste,
    );
  });

  it("move one step, and stay within the list", () => {
    expect(types(bouger(liste, 2, -1))).toBe("justificatif_domicile photo_identite rib");
    expect(types(bouger(liste, 0, 1))).toBe("rib justificatif_domicile photo_identite");
    expect(bouger(liste, 0, -1)).toBe(liste);
    expect(bouger(liste, 2, 1)).toBe(liste);
    expect(bouger(liste, 9, -1)).toBe(liste);
  });

  it("are sent by kind and choice, in their order; a change of either is a change", () => {
    expect(voulus([rib, domicile])).toEqual({
      pieces: [
        { type: "rib", demande: "non" },
        { type: "justificatif_domicile", demande: "obligatoire" },
      ],
    });
    expect(pareils(liste, [...liste])).toBe(true);
    expect(pareils(liste, bouger(liste, 0, 1))).toBe(false);
    expect(pareils(liste, regler(liste, "rib", "souhaitee"))).toBe(false);
  });
});

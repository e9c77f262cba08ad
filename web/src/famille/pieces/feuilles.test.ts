import { describe, expect, it } from "vitest";
import { viderMemoire } from "../memoire";
import {
  deplacer,
  epoqueCourante,
  type Feuille,
  feuillesDe,
  inserer,
  nouvelleFeuille,
  poserFeuilles,
  remplacer,
  retirer,
} from "./feuilles";

const feuille = (nom: string): Feuille =>
  nouvelleFeuille({ ok: true, contenu: new Blob([nom]), nom, apercu: true, defauts: [] });
const [un, deux, trois] = [feuille("un"), feuille("deux"), feuille("trois")];
const noms = (feuilles: readonly Feuille[]) => feuilles.map(({ nom }) => nom).join(" ");

describe("the pages of a pièce being put together", () => {
  it("change places one step at a time, and stop at both ends", () => {
    expect(noms(deplacer([un, deux, trois], trois.id, -1))).toBe("un trois deux");
    expect(noms(deplacer([un, deux, trois], un.id, 1))).toBe("deux un trois");
    const telles = [un, deux];
    expect(deplacer(telles, un.id, -1)).toBe(telles);
    expect(deplacer(telles, deux.id, 1)).toBe(telles);
    expect(deplacer(telles, trois.id, 1)).toBe(telles);
  });

  it("go, come back where they were, and are retaken in place", () => {
    const sans = retirer([un, deux, trois], deux.id);
    expect(noms(sans)).toBe("un trois");
    expect(noms(inserer(sans, 1, deux))).toBe("un deux trois");
    expect(noms(remplacer([un, deux], un.id, trois))).toBe("trois deux");
  });

  it("wait apart for each child and kind, and are forgotten with their owner", () => {
    poserFeuilles("a", "rib", [un]);
    poserFeuilles("b", "rib", [deux]);
    expect(noms(feuillesDe("a", "rib"))).toBe("un");
    expect(feuillesDe("a", "jugement")).toEqual([]);
    const avant = epoqueCourante();
    viderMemoire();
    expect(feuillesDe("a", "rib")).toEqual([]);
    expect(feuillesDe("b", "rib")).toEqual([]);
    expect(epoqueCourante()).not.toBe(avant);
  });
});

import { expect, it } from "vitest";
import fr from "../../textes/fr.json";
import { taille, dateIso, jour } from "../../src/commun/format";
import { chargerTextes, messageErreur, t, tSiConnu } from "../../src/commun/i18n";
import { juger, reduire } from "../../src/commun/image";
import { deB64, deHex, versB64, versHex } from "../../src/commun/octets";
import { lireChemin } from "../../src/commun/route";

chargerTextes(fr);

it("chooses singular and plural, and fills the blanks", () => {
  expect(t("commun.erreurs_titre", { n: 1 })).toBe("Une réponse est à revoir");
  expect(t("commun.erreurs_titre", { n: 3 })).toBe("3 réponses sont à revoir");
  expect(t("commun.progression", { pour_cent: 60 })).toMatch(/^60\s%$/); // the space does not break
});

it("has a sentence for an unknown code, and takes nothing but a code for a key", () => {
  expect(messageErreur("jamais_vu")).toContain("jamais_vu");
  expect(tSiConnu("erreur", "pli_refuse")).toBe(fr.erreur.pli_refuse);
  for (const faux of ["__proto__", "constructor", "../commun", "toString", ""])
    expect(tSiConnu("erreur", faux)).toBeUndefined();
});

it.each([
  ["/famille/:volet/pieces/:type", "/famille/ab/pieces/assurance", { volet: "ab", type: "assurance" }],
  ["/famille/:volet/pieces/:type", "/famille/ab/pieces", undefined],
  ["/a", "/a/", {}],
  ["/a", "/b", undefined],
  ["/x/:y", "/x/%E0%A4%A", undefined],
  ["/x/:y", "/x/caf%C3%A9", { y: "café" }],
])("reads %s against %s", (modele, chemin, attendu) => {
  expect(lireChemin(modele, chemin)).toEqual(attendu);
});

it("writes bytes one way, and reads that way only", () => {
  for (let n = 0; n < 40; n++) {
    const octets = crypto.getRandomValues(new Uint8Array(n));
    expect(deB64(versB64(octets))).toEqual(octets);
    expect(deHex(versHex(octets))).toEqual(octets);
  }
  for (const faux of ["A", "AB=", "A+", "AB", "AAAA A"]) expect(deB64(faux)).toBeUndefined(); // "AB": filling bits set
  for (const faux of ["a", "AA", "0g"]) expect(deHex(faux)).toBeUndefined();
});

it("says dates and sizes as people do, Paris time", () => {
  expect(jour(1_767_222_000)).toBe("1 janvier 2026"); // 23 h UTC the day before
  expect(dateIso("2026-04-01")).toBe("1 avril 2026");
  expect(taille(1_250_000)).toBe("1,3 Mo");
});

it("shrinks the long side, never enlarges", () => {
  expect(reduire(4000, 3000, 2000)).toEqual({ largeur: 2000, hauteur: 1500 });
  expect(reduire(300, 200, 2000)).toEqual({ largeur: 300, hauteur: 200 });
});

// A page of « text »: dark strokes on light paper, at a given softness and light.
function page(flou: number, lumiere: number): Uint8ClampedArray {
  const cote = 256;
  let ligne = Float32Array.from({ length: cote * cote }, (_, i) => {
    const x = i % cote;
    const y = Math.floor(i / cote);
    return y % 12 < 6 && (x * 7 + y * 3) % 11 < 4 ? 30 : 230;
  });
  for (let passe = 0; passe < flou; passe++) {
    ligne = ligne.map(
      (v, i) => (v + (ligne[i - 1] ?? v) + (ligne[i + 1] ?? v) + (ligne[i - cote] ?? v) + (ligne[i + cote] ?? v)) / 5,
    );
  }
  return Uint8ClampedArray.from([...ligne].flatMap((v) => [v * lumiere, v * lumiere, v * lumiere, 255]));
}

it("sees a sharp page, a blurred one, a dark one", () => {
  expect(juger(page(0, 1), 256, 256)).toEqual([]);
  expect(juger(page(12, 1), 256, 256)).toContain("floue");
  expect(juger(page(0, 0.25), 256, 256)).toEqual(["sombre"]);
});

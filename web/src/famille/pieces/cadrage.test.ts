import { describe, expect, it } from "vitest";
import { approcher, type Cadre, cadreEntier, glisser } from "./cadrage";

const images = [
  { largeur: 1500, hauteur: 2000 },
  { largeur: 2000, hauteur: 1500 },
  { largeur: 35, hauteur: 45 },
];
const dedans = (cadre: Cadre, image: { largeur: number; hauteur: number }) => {
  expect(cadre.largeur / cadre.hauteur).toBeCloseTo(35 / 45, 6);
  expect(cadre.x).toBeGreaterThanOrEqual(0);
  expect(cadre.y).toBeGreaterThanOrEqual(0);
  expect(cadre.x + cadre.largeur).toBeLessThanOrEqual(image.largeur + 1e-9);
  expect(cadre.y + cadre.hauteur).toBeLessThanOrEqual(image.hauteur + 1e-9);
};

describe("the frame of an identity photo", () => {
  it("starts as wide as the picture allows, in its middle", () => {
    expect(cadreEntier({ largeur: 1500, hauteur: 2000 })).toMatchObject({ x: 0, largeur: 1500 });
    expect(cadreEntier({ largeur: 2000, hauteur: 1500 })).toMatchObject({ y: 0, hauteur: 1500 });
  });

  it("never leaves the picture nor its ratio, whatever is done", () => {
    for (const image of images) {
      let cadre = cadreEntier(image);
      dedans(cadre, image);
      let graine = 7;
      for (let i = 0; i < 300; i++) {
        graine = (graine * 1103515245 + 12345) % 2147483648;
        const geste = graine % 4;
        if (geste === 0) cadre = glisser(cadre, image, (graine % 997) - 498, (graine % 991) - 495);
        else cadre = approcher(cadre, image, geste === 1 ? 1.15 : 1 / 1.15);
        dedans(cadre, image);
      }
    }
  });

  it("comes closer around its middle, and no closer than a printed photo can bear", () => {
    const image = { largeur: 1500, hauteur: 2000 };
    const entier = cadreEntier(image);
    const pres = approcher(entier, image, 2);
    expect(pres.largeur).toBeCloseTo(entier.largeur / 2);
    expect(pres.x + pres.largeur / 2).toBeCloseTo(entier.x + entier.largeur / 2);
    expect(approcher(entier, image, 1000).largeur).toBeCloseTo(entier.largeur / 5);
    expect(approcher(entier, image, 0.001)).toEqual(entier);
  });
});

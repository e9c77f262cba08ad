import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { nomMedical, texteMedical, textePdf } from "./medical";

describe("a file's name", () => {
  it.each([
    ["ordonnance_Anemone.pdf", true],
    ["certificat-medical.jpg", true],
    ["Certificat médical.pdf", true],
    ["carnet_sante p12.jpg", true],
    ["carnet de santé.HEIC", true],
    ["VACCINS.pdf", true],
    ["PAI_2026.pdf", true],
    ["facture.pdf", false],
    ["attestation_assurance_frais_medicaux.pdf", false],
    ["paie_mai.pdf", false],
    ["IMG_2041.jpg", false],
    ["certificat_radiation.pdf", false],
    ["mutuelle sante.pdf", false],
  ])("%s", (nom, attendu) => expect(nomMedical(nom, "justificatif_domicile")).toBe(attendu));

  it("says « ordonnance » of a judge too", () => {
    expect(nomMedical("ordonnance_jaf.pdf", "jugement")).toBe(false);
    expect(nomMedical("ordonnance_jaf.pdf", "bulletin")).toBe(true);
    expect(nomMedical("certificat medical.pdf", "jugement")).toBe(true);
  });
});

describe("a text", () => {
  it.each([
    ["Docteur Épine, pédiatre. Ordonnance : un comprimé par jour", true],
    ["Projet d'accueil individualisé pour asthme", true],
    ["Certificat médical établi par le Dr Aubépine", true],
    ["Votre contrat couvre les frais médicaux, chez le médecin ou à l'hôpital", false],
    ["Facture d'électricité. Traitement de vos données. Médiateur", false],
    ["Règlement : allergies signalées à la cantine", false],
    ["", false],
  ])("%s", (texte, attendu) => expect(texteMedical(texte, "assurance_scolaire")).toBe(attendu));
});

const pdf = (contenu: string, filtre: "clair" | "Flate" = "Flate", plus = "") => {
  const octets = Buffer.from(contenu, "latin1");
  const flux = filtre === "Flate" ? deflateSync(octets) : octets;
  return new Blob([
    `%PDF-1.7\n4 0 obj\n<</Length ${flux.length}${filtre === "Flate" ? "/Filter/FlateDecode" : ""}${plus}>>\nstream\n`,
    new Uint8Array(flux),
    "\nendstream\nendobj\n%%EOF",
  ]);
};

describe("the text of a PDF", () => {
  it("is read through its compression, its kerning and its escapes", async () => {
    const lu = await textePdf(
      pdf("BT /F1 12 Tf (Docteur \\311pine) Tj [(Or) 20 (donnance) -300 (du 3 mai)] TJ <0050004100490020> Tj ET"),
    );
    expect(lu).toContain("Docteur Épine");
    expect(lu).toContain("Ordonnance du 3 mai");
    expect(lu).toContain("PAI");
    expect(texteMedical(lu, "rib")).toBe(true);
  });

  it("is read uncompressed too", async () => {
    expect(await textePdf(pdf("BT (Certificat m\\351dical) Tj ET", "clair"))).toContain("Certificat médical");
  });

  it("leaves fonts, pictures and what is no PDF alone", async () => {
    const mots = "BT (Ordonnance) Tj ET";
    expect(await textePdf(pdf(mots))).toContain("Ordonnance");
    expect(await textePdf(pdf(mots, "Flate", "/Subtype/Image"))).toBe("");
    expect(await textePdf(pdf(mots, "Flate", "/Length1 20"))).toBe("");
    expect(await textePdf(new Blob([`PK${mots}`]))).toBe("");
  });

  it("stops at a bomb, a hole or a cut, without a word", async () => {
    const bombe = pdf(`BT (Ordonnance) Tj ${"q ".repeat(8_000_000)}(posologie) Tj ET`);
    expect(bombe.size).toBeLessThan(100_000);
    const lu = await textePdf(bombe);
    expect(lu).toContain("Ordonnance");
    expect(lu).not.toContain("posologie");
    const entier = pdf("BT (Ordonnance) Tj ET");
    const coupe = entier.slice(0, entier.size - 30);
    expect(await textePdf(coupe)).toBeTypeOf("string");
    expect(await textePdf(new Blob(["%PDF-1.4\nstream\n", "stream\n".repeat(50_000)]))).toBe("");
  });

  it("takes a moment only on a file made to last", async () => {
    const debut = performance.now();
    await textePdf(new Blob(["%PDF-1.4\n", "stream\n((((([[[[ 1 2 3 ".repeat(200_000)]));
    await textePdf(pdf(`BT ${"[(a) 1 2 3 ".repeat(80_000)}`));
    expect(performance.now() - debut).toBeLessThan(2000);
  });
});

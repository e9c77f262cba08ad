import { describe, expect, it } from "vitest";
import { choisirFichier, octetsMaximum } from "./choix_fichier";

const fichier = (nom: string, type: string, octets = 100) => new File([new Uint8Array(octets)], nom, { type });

describe("a file chosen on the phone", () => {
  it("goes as it is when it is a PDF", async () => {
    const pdf = fichier("facture.pdf", "application/pdf");
    const choisi = await choisirFichier(pdf);
    expect(choisi).toMatchObject({ ok: true, apercu: false });
    expect(choisi.ok && choisi.contenu).toBe(pdf);
  });

  it("goes as it is when this browser cannot draw it, with or without a type", async () => {
    for (const heic of [fichier("IMG_1.HEIC", ""), fichier("IMG_1.heic", "image/heic")]) {
      const choisi = await choisirFichier(heic);
      expect(choisi.ok && choisi.contenu).toBe(heic);
    }
  });

  it.each([
    ["empty", fichier("vide.pdf", "application/pdf", 0), "fichier_vide"],
    ["a text document", fichier("lettre.docx", "application/msword"), "mauvais_type"],
    ["of no known kind", fichier("programme", ""), "mauvais_type"],
    ["heavier than the box takes", fichier("gros.pdf", "application/pdf", octetsMaximum + 1), "trop_lourd"],
  ])("is refused at once when %s", async (_, refuse, code) => {
    expect((await choisirFichier(fichier("juste.pdf", "application/pdf", octetsMaximum))).ok).toBe(true);
    expect(await choisirFichier(refuse)).toEqual({ ok: false, code });
  });
});

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import fr from "../../textes/fr.json";

const racine = join(dirname(fileURLToPath(import.meta.url)), "../../..");
const lire = (chemin: string) => readFileSync(join(racine, chemin), "utf8");
const mots = (liste: string) => liste.split(/[\s,]+/).filter(Boolean);

describe("the families' sentences", () => {
  it("has one for every reason the judge may give", () => {
    const raisons = mots(/enum class Reason \{([^}]*)\}/.exec(lire("pipeline/verdict.h"))?.[1] ?? "");
    expect(raisons.length).toBeGreaterThan(20);
    expect(raisons.filter((raison) => !(raison in fr.raison))).toEqual([]);
  });

  it("has a name for every kind of pièce", () => {
    const types = mots(/enum class PieceType \{([^}]*)\}/.exec(lire("pipeline/piece_type.h"))?.[1] ?? "");
    expect(types.length).toBeGreaterThan(2);
    expect(types.filter((type) => !(type in fr.piece))).toEqual([]);
  });

  it("says of every kind why it is asked and what will do", () => {
    const types = mots(/enum class PieceType \{([^}]*)\}/.exec(lire("pipeline/piece_type.h"))?.[1] ?? "");
    expect(types.filter((type) => !(`pourquoi_${type}` in fr.pieces && `bon_${type}` in fr.pieces))).toEqual([]);
  });

  it("has words and a remedy for every motif an agent may choose", () => {
    const motifs = mots(/motif: \{type: string, enum: \[([^\]]*)\]/.exec(lire("server/http/openapi.yaml"))?.[1] ?? "");
    expect(motifs.length).toBeGreaterThan(5);
    expect(motifs.filter((motif) => !(motif in fr.motif && `remede_${motif}` in fr.motif))).toEqual([]);
  });

  it("is short: 20 words at most, 12 on average", () => {
    const longueurs: number[] = [];
    for (const section of [fr.acces, fr.famille, fr.piece, fr.pieces, fr.motif, fr.raison, fr.sante, fr.compte]) {
      for (const texte of Object.values(section).flatMap((un) => (typeof un === "string" ? [un] : Object.values(un)))) {
        for (const phrase of texte.split(/[.?!:;]\s+/)) {
          const nombre = phrase.split(/\s+/).filter((mot) => /\p{L}|\d/u.test(mot)).length;
          expect(nombre, texte).toBeLessThanOrEqual(20);
          longueurs.push(nombre);
        }
      }
    }
    expect(longueurs.reduce((a, b) => a + b, 0) / longueurs.length).toBeLessThanOrEqual(12);
  });

  it("never speaks the school's jargon to a family", () => {
    const tout = JSON.stringify([fr.acces, fr.famille, fr.pieces, fr.motif, fr.raison, fr.sante, fr.compte]);
    expect(tout).not.toMatch(/\b(MEF|RL1|UAI|INE|téléverse\w*|régularis\w*|fraude|faux)\b/i);
  });
});

import { expect, it } from "vitest";
import { canonicalPhrase } from "../../src/coffre/canon";
import { mots } from "../../src/coffre/mots";
import { judgePhrase, proposePhrase, samePhrase } from "../../src/coffre/phrase";

it("draws from at least 2,048 different words: 66 bits for six", () => {
  expect(new Set(mots).size).toBe(2048);
  for (const mot of mots) expect(mot).toMatch(/^[a-z]{4,9}$/);
});

it("uses all the words, none more than chance would", () => {
  const vus = new Map<string, number>();
  for (let i = 0; i < 10_000; i++) for (const mot of proposePhrase(6).split("-")) vus.set(mot, (vus.get(mot) ?? 0) + 1);
  expect(vus.size).toBe(2048);
  // 60,000 draws over 2,048 words: mean 29.3, standard deviation 5.4.
  expect(Math.max(...vus.values())).toBeLessThan(29.3 + 8 * 5.4);
});

it("always accepts what it proposes", () => {
  for (let i = 0; i < 500; i++) expect(judgePhrase(proposePhrase(6))).toBeUndefined();
});

it("recognises a proposed phrase however it was typed, and leaves others alone", () => {
  const phrase = "lampe-orage-tulipe-sabot-merle-noisette";
  expect(canonicalPhrase(" Lampe orage  Tulipe sabot merle noisette ")).toBe(phrase);
  expect(canonicalPhrase("Le chat de Lise dort")).toBe("Le chat de Lise dort");
  expect(samePhrase(phrase, "lampe orage tulipe sabot merle noisette")).toBe(true);
  expect(samePhrase(phrase, "lampe orage tulipe sabot merle")).toBe(false);
  expect(canonicalPhrase("cafe\u0301")).toBe("caf\u00e9");
});

it.each([
  ["court", "phrase_courte"],
  ["123456789012345", "phrase_commune"],
  ["azertyuiopqsdfgh", "phrase_simple"],
  ["MotDePasse2026!!", "phrase_commune"],
  ["Marseille13Marseille13", "phrase_commune"],
  ["correct horse battery staple", "phrase_commune"],
  ["aaaaaaaaaaaaaaaaaaaa", "phrase_simple"],
  ["zouzou zouzou zouzou", "phrase_simple"],
  ["le merle de la haie siffle a midi", undefined],
  ["Ma grand-mère cueille 7 coings", undefined],
])("judges « %s »: %s", (phrase, attendu) => {
  expect(judgePhrase(phrase)).toBe(attendu);
});

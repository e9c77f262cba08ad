import { expect, it } from "vitest";
import { metadonnees } from "./jointes";
import { contenuDe } from "./papier";

const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0);
const pdf = new TextEncoder().encode("%PDF-1.7");

it("believes the bytes, not what is said of them", () => {
  expect(contenuDe(jpeg, { nature: "pai", nom: "pai.pdf", mime: "text/html" })).toMatchObject({
    mime: "image/jpeg",
    nature: "pai",
    nom: "pai.pdf",
  });
  expect(contenuDe(pdf, { nature: "pai", nom: "pai.pdf" })).toMatchObject({ mime: "application/pdf" });
  expect(contenuDe(new TextEncoder().encode("<html>"), { nature: "pai", nom: "pai.pdf" })).toBeUndefined();
});

it("gives a name of its own to what has none that may be one", () => {
  for (const autres of [null, undefined, "x", [], {}, { nature: "poison", nom: 3 }, { nom: " / " }])
    expect(contenuDe(pdf, autres)).toMatchObject({ nature: "autre", nom: "papier.pdf" });
  expect(contenuDe(jpeg, { nom: "../../a\u0000b" })).toMatchObject({ nom: ".. .. a b" });
});

it("fits whatever name in what the envelope says of itself", () => {
  const eleve = { nom: "ROITELET", prenom: "Anémone", naissance: "2014-03-09", division: "", niveau: "" };
  const papier = { contenu: new Blob(), mime: "application/pdf", nature: "pai", eleve } as const;
  const octets = (nom: string) => new TextEncoder().encode(JSON.stringify(metadonnees({ ...papier, nom }))).length;
  expect(metadonnees({ ...papier, nom: "pai.pdf" })).toMatchObject({ nom: "pai.pdf", nature: "pai" });
  for (const nom of ["é".repeat(500), "\u0001".repeat(500), "😀".repeat(500), '"'.repeat(500)])
    expect(octets(nom)).toBeLessThanOrEqual(1020);
});

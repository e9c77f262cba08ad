// The bag is read to its last byte, or not at all.
import { describe, expect, it } from "vitest";
import type { PliInfirmerie } from "../../src/api.gen";
import { lireSacoche } from "../../src/infirmerie/sacoche";
import { fichierRetours, poserSacoche, retoursGardes, sourceSacoche } from "../../src/infirmerie/source_sacoche";
import { genreDe, tailleImage } from "../../src/infirmerie/genre";

const pli = {
  ...{ id: "a1".repeat(16), kind: 2, version: 1, volet: "c3".repeat(16), resp_id: "b2".repeat(16), octets: 5, at: 0 },
  ...{ length: 5, responsable: "Mme Anne BRUYERE", manifeste: "AA", depose_le: 1, renveloppes: [] },
  eleve: { prenom: "Lise", nom: "BRUYERE", naissance: "2015-03-14", division: "6A", niveau: "6e" },
  expediteur: { gen: 1, pk_sign: "AA", pk_kem: "AA", voie: "carre" },
};
const entete = {
  ...{
    schema: "sacoche/1",
    moment: 1_790_000_000,
    etab: "10".repeat(16),
    uai: "0009990J",
    nom: "Collège des Tilleuls",
  },
  annuaire: { racine: "", certificats: [], instantanes: [] },
  bordereaux: [],
  plis: [pli, { ...pli, id: "a2".repeat(16), at: 5, length: 3, octets: 3 }],
};

function sac(tete: object, corps = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8])): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(tete));
  const octets = new Uint8Array(12 + json.length + corps.length);
  octets.set(new TextEncoder().encode("DSCOBAG1"));
  new DataView(octets.buffer).setUint32(8, json.length, true);
  octets.set(json, 12);
  octets.set(corps, 12 + json.length);
  return octets;
}

describe("a bag", () => {
  it("gives each envelope its own bytes", () => {
    const lue = lireSacoche(sac(entete));
    if (!lue) throw new Error("no bag");
    expect(lue.entete.nom).toBe("Collège des Tilleuls");
    const [un, deux] = lue.entete.plis as PliInfirmerie[] as [PliInfirmerie, PliInfirmerie];
    expect([...(lue.corps(un) ?? [])]).toEqual([1, 2, 3, 4, 5]);
    expect([...(lue.corps(deux) ?? [])]).toEqual([6, 7, 8]);
  });
  it.each<[string, Uint8Array]>([
    ["another magic", sac(entete).map((octet, rang) => (rang === 0 ? 0 : octet))],
    ["a byte missing", sac(entete).slice(0, -1)],
    ["a byte left over", sac(entete, new Uint8Array(9))],
    ["another schema", sac({ ...entete, schema: "sacoche/2" })],
    ["a body that overlaps", sac({ ...entete, plis: [pli, { ...pli, at: 2, length: 3, octets: 3 }] })],
    ["a length that is not the pli's", sac({ ...entete, plis: [{ ...pli, octets: 4 }, entete.plis[1]] })],
    ["a header that is no JSON", sac(entete).map((octet, rang) => (rang === 12 ? 0x5b : octet))],
    ["a header longer than the file", sac(entete).slice(0, 40)],
    ["an envelope without sender", sac({ ...entete, plis: [{ ...pli, expediteur: null }, entete.plis[1]] })],
  ])("is refused with %s", (_, octets) => {
    expect(lireSacoche(octets)).toBeUndefined();
  });
  it("keeps what is given back, once each, and takes one step of the record at a time", async () => {
    const lue = lireSacoche(sac(entete));
    if (!lue) throw new Error("no bag");
    poserSacoche(lue);
    expect(retoursGardes()).toBe(true);
    const recu = { cert: "d5".repeat(16), version: 1, empreinte: "AA", jour: 1, signature: "AA" };
    await sourceSacoche.rendre({ recus: [{ pli: pli.id, recu }] });
    await sourceSacoche.rendre({ recus: [{ pli: pli.id, recu }], carnet: "BB" });
    expect(retoursGardes()).toBe(false);
    const suite = { certificats: ["c"], instantane: "i", trousseau: "t" };
    expect((await sourceSacoche.rendre({ publication: suite })).ok).toBe(true);
    expect(await sourceSacoche.rendre({ publication: suite })).toMatchObject({ ok: false, code: "retours_a_rendre" });
    expect(JSON.parse(fichierRetours().texte)).toEqual({
      schema: "retours/1",
      recus: [{ pli: pli.id, recu }],
      carnet: "BB",
      publication: suite,
    });
    const relu = await sourceSacoche.releve();
    expect(relu.ok && relu.value.plis[0]?.recu).toEqual(recu);
  });
});

describe("an attachment, before anything decodes it", () => {
  const png = new Uint8Array(24);
  png.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  new DataView(png.buffer).setUint32(16, 9000);
  new DataView(png.buffer).setUint32(20, 8000);
  const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc2, 0, 11, 8, 0x10, 0, 0x20, 0, 3);
  it("is told by its bytes, and says its size", () => {
    expect(genreDe(png)).toBe("image/png");
    expect(tailleImage(png, "image/png")).toEqual({ largeur: 9000, hauteur: 8000 });
    expect(genreDe(jpeg)).toBe("image/jpeg");
    expect(tailleImage(jpeg, "image/jpeg")).toEqual({ largeur: 0x2000, hauteur: 0x1000 });
    expect(genreDe(new TextEncoder().encode("%PDF-1.7"))).toBe("application/pdf");
  });
  it("is nothing when it is something else, and has no size when it is cut", () => {
    expect(genreDe(new TextEncoder().encode("<svg onload=alert(1)>"))).toBeUndefined();
    expect(tailleImage(jpeg.slice(0, 12), "image/jpeg")).toBeUndefined();
    expect(tailleImage(png.slice(0, 20), "image/png")).toBeUndefined();
  });
});

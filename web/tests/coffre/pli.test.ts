// @vitest-environment node
import { beforeAll, expect, it } from "vitest";
import type { Destinataires } from "../../src/coffre/annuaire";
import { certSoi, deplier, longueurCorps, morceau, plier, rembourrage, type Attendu } from "../../src/coffre/pli";
import { hasard, paireKem, paireSignature, pret, Refus } from "../../src/coffre/sodium";

beforeAll(pret);

function poste(longueur: number) {
  const infirmiere = paireKem(hasard(32));
  const signature = paireSignature(hasard(32));
  const soi = paireKem(hasard(32));
  const cert = hasard(16);
  const destinataires: Destinataires = {
    epoque: 1,
    instantane: hasard(32),
    certificats: [{ id: cert, pkKem: infirmiere.pk }],
  };
  const lieu = { genre: 1 as const, etab: hasard(16), volet: hasard(16), piece: hasard(16), resp: hasard(16) };
  const donnees = hasard(longueur);
  const pli = { ...lieu, version: 1, precedent: new Uint8Array(32), creeLe: 1, metadonnees: "{}", donnees };
  const plie = plier(pli, destinataires, signature, soi.pk);
  const attendu: Attendu = {
    ...lieu,
    expediteur: { pkSign: signature.pk, pkKem: soi.pk },
    dernier: null,
    instantanes: [destinataires],
  };
  return { infirmiere, soi, cert, donnees, attendu, ...plie };
}

it("comes back whole at every boundary of size, for the nurse and for its sender", () => {
  for (const longueur of [
    0,
    1,
    morceau - 9,
    morceau - 8,
    morceau - 7,
    morceau,
    morceau + 1,
    3 * morceau + 5,
    300_000,
  ]) {
    const p = poste(longueur);
    expect(p.corps.length).toBe(longueurCorps(rembourrage(longueur)));
    const lu = deplier(p.manifeste, p.corps, p.attendu, p.cert, p.infirmiere).donnees;
    const relu = deplier(p.manifeste, p.corps, p.attendu, certSoi(p.soi.pk), p.soi).donnees;
    expect(Buffer.compare(lu, p.donnees) || Buffer.compare(relu, p.donnees)).toBe(0);
  }
});

it("refuses any byte changed, of the manifest or of the body, and accepts the twin", () => {
  const p = poste(100);
  const ouvrir = (manifeste: Uint8Array, corps: Uint8Array) =>
    deplier(manifeste, corps, p.attendu, p.cert, p.infirmiere);
  expect(ouvrir(p.manifeste, p.corps).donnees).toEqual(p.donnees);
  for (let place = 0; place < p.manifeste.length; place += 1) {
    const change = p.manifeste.slice();
    change[place]! ^= 1 << (place % 8);
    expect(() => ouvrir(change, p.corps), `octet ${place}`).toThrow(Refus);
  }
  for (let place = 0; place < p.corps.length; place += 997) {
    const change = p.corps.slice();
    change[place]! ^= 1;
    expect(() => ouvrir(p.manifeste, change)).toThrow(Refus);
  }
});

it("refuses every truncation of the manifest", () => {
  const p = poste(1);
  for (let fin = 0; fin < p.manifeste.length; fin += 1) {
    expect(() => deplier(p.manifeste.slice(0, fin), p.corps, p.attendu, p.cert, p.infirmiere)).toThrow(Refus);
  }
});

it("does not open with another's key", () => {
  const p = poste(1);
  expect(() => deplier(p.manifeste, p.corps, p.attendu, p.cert, paireKem(hasard(32)))).toThrow(Refus);
});

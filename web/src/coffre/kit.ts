// The root's secret on three sheets of paper, any two of which give it back and one of which says nothing.
// XOR, not Shamir: ten lines, no field arithmetic to get wrong. Sheets carry {r1,r2}, {r2,r3}, {r3,r1}.
import { coller, egal, exiger, H, hasard, Lecteur, u8 } from "./sodium";

export interface Feuille {
  numero: number;
  etab: Uint8Array;
  parts: Uint8Array; // two of 32 bytes
  controle: Uint8Array; // tells a sheet of another kit
}

const controleDe = (secret: Uint8Array): Uint8Array => H("dsco/kit/v1", secret).subarray(0, 8);
const oux = (a: Uint8Array, b: Uint8Array, c: Uint8Array): Uint8Array => a.map((octet, i) => octet ^ b[i]! ^ c[i]!);

export function partagerKit(secret: Uint8Array, etab: Uint8Array): [Feuille, Feuille, Feuille] {
  const r1 = hasard(32);
  const r2 = hasard(32);
  const r3 = oux(secret, r1, r2);
  const feuille = (numero: number, x: Uint8Array, y: Uint8Array): Feuille => ({
    numero,
    etab,
    parts: coller(x, y),
    controle: controleDe(secret),
  });
  return [feuille(1, r1, r2), feuille(2, r2, r3), feuille(3, r3, r1)];
}

export function reunirKit(une: Feuille, autre: Feuille): Uint8Array {
  exiger(une.numero !== autre.numero && egal(une.etab, autre.etab) && egal(une.controle, autre.controle), "feuilles");
  const [avant, apres] = (une.numero % 3) + 1 === autre.numero ? [une, autre] : [autre, une];
  exiger(egal(avant.parts.subarray(32), apres.parts.subarray(0, 32)), "part commune");
  const secret = oux(avant.parts.subarray(0, 32), avant.parts.subarray(32), apres.parts.subarray(32));
  exiger(egal(controleDe(secret), une.controle), "controle");
  return secret;
}

export const ecrireFeuille = (f: Feuille): Uint8Array => coller(u8(f.numero), f.etab, f.parts, f.controle);

export function lireFeuille(octets: Uint8Array): Feuille {
  const lecteur = new Lecteur(octets);
  const feuille = {
    numero: lecteur.u8(),
    etab: lecteur.prendre(16),
    parts: lecteur.prendre(64),
    controle: lecteur.prendre(8),
  };
  lecteur.fin();
  exiger(feuille.numero >= 1 && feuille.numero <= 3, "numero");
  return feuille;
}

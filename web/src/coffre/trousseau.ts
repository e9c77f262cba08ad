// The nurse's key file, closed by her phrase at four times the cost of an account's: it opens every child's form.
import {
  argon2id,
  coller,
  coutTrousseau,
  egal,
  encoder,
  exiger,
  hasard,
  Lecteur,
  octetsDe,
  ouvrirAvecNonce,
  scellerAvecNonce,
  u32,
  u8,
} from "./sodium";

export interface Trousseau {
  etab: Uint8Array;
  cert: Uint8Array;
  graineKem: Uint8Array;
  graineSignature: Uint8Array;
  racine: Uint8Array; // her own pin: the box can't show her another health office
  epoqueMin: number;
}

const magie = octetsDe("DSCOTRS1");
const entete = 58;

export function scellerTrousseau(t: Trousseau, phrase: string): Uint8Array {
  const sel = hasard(16);
  const tete = coller(magie, u8(1), u8(1), t.etab, t.cert, sel);
  const clair = coller(t.graineKem, t.graineSignature, t.racine, u32(t.epoqueMin));
  const cle = argon2id(32, octetsDe(phrase), sel, coutTrousseau);
  return coller(tete, scellerAvecNonce(cle, clair, encoder("dsco/trousseau/v1", tete)));
}

export function ouvrirTrousseau(octets: Uint8Array, phrase: string): Trousseau {
  exiger(octets.length === entete + 24 + 100 + 16, "longueur");
  const lecteur = new Lecteur(octets);
  exiger(egal(lecteur.prendre(8), magie) && lecteur.u8() === 1 && lecteur.u8() === 1, "suite");
  const etab = lecteur.prendre(16);
  const cert = lecteur.prendre(16);
  const sel = lecteur.prendre(16);
  const cle = argon2id(32, octetsDe(phrase), sel, coutTrousseau);
  const clair = new Lecteur(
    ouvrirAvecNonce(cle, octets.subarray(entete), encoder("dsco/trousseau/v1", octets.slice(0, entete))),
  );
  return {
    etab,
    cert,
    graineKem: clair.prendre(32),
    graineSignature: clair.prendre(32),
    racine: clair.prendre(32),
    epoqueMin: clair.u32(),
  };
}

// A pli closed for further recipients by a nurse who could open it: its manifest and its author's signature stay as they are,
// new stanzas stand beside. When she leaves, or when the kit brings the next one in.
import { corpsSigne, type Destinataires } from "./annuaire";
import { envelopper, lireLanguettes, ouvrirLanguette, tailleLanguette, type Languette, type Manifeste } from "./pli";
import { coller, comparer, egal, encoder, exiger, Lecteur, signer, sodium, u64, type Paire } from "./sodium";

const etiquette = "dsco/rewrap/v1";

export interface Renveloppe {
  empreinte: Uint8Array; // of the manifest
  languettes: Languette[];
  par: Uint8Array; // cert_id of who made it
  moment: number;
}

export interface Auteur {
  cert: Uint8Array;
  signature: Paire;
}

// `mienne` is the stanza K is taken from: the manifest's, or that of an earlier record. The manifest was verified before.
export function renvelopper(
  manifeste: Manifeste,
  mienne: Languette,
  maCle: Paire,
  par: Auteur,
  pour: Destinataires["certificats"],
  moment: number,
): Uint8Array {
  const K = ouvrirLanguette(mienne, manifeste, maCle);
  const languettes = [...pour]
    .sort((a, b) => comparer(a.id, b.id))
    .map(({ id, pkKem }) => envelopper(K, manifeste.HC, id, pkKem));
  sodium.memzero(K);
  const corps = encoder(etiquette, manifeste.empreinte, coller(...languettes), par.cert, u64(moment));
  lireCorps(corps); // what we would refuse to read, we don't send
  return coller(corps, signer(par.signature, corps));
}

// The form only: `par` is to be believed after verifierRenveloppe.
export function lireRenveloppe(octets: Uint8Array): Renveloppe {
  exiger(octets.length > 64, "tronque");
  return lireCorps(octets.slice(0, octets.length - 64));
}

// `pkSign` of the certificate named `par`, found in a directory that was accepted.
export function verifierRenveloppe(octets: Uint8Array, manifeste: Manifeste, pkSign: Uint8Array): Renveloppe {
  const lu = lireCorps(corpsSigne(octets, pkSign));
  exiger(egal(lu.empreinte, manifeste.empreinte), "manifeste");
  return lu;
}

function lireCorps(corps: Uint8Array): Renveloppe {
  const lecteur = new Lecteur(corps);
  lecteur.etiquette(etiquette);
  const empreinte = lecteur.champ(32);
  const paquet = lecteur.champ();
  const nombre = paquet.length / tailleLanguette;
  exiger(Number.isInteger(nombre) && nombre <= 255, "longueur");
  const languettes = lireLanguettes(new Lecteur(paquet), nombre);
  const par = lecteur.champ(16);
  const moment = new Lecteur(lecteur.champ(8)).u64();
  lecteur.fin();
  return { empreinte, languettes, par, moment };
}

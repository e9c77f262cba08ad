// The vault's answers, invented: same shapes, no cryptography. Only the screenshots use it.
import type { Commande, Demande, Reponse, Resultat } from "../../src/coffre/contrat";

const b64 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const fiche = {
  accord_equipe: true,
  accord_rappel: true,
  allergies: "Arachide : urticaire en dix minutes.",
  eleve: { naissance: "2014-03-09", nom: "ROITELET", prenom: "Anémone" },
  maladies: "Asthme d'effort.",
  medecin: "Dr Mésange",
  medecin_telephone: "06 39 98 12 34",
  pai: "existe",
  pai_date: "2025-09-12",
  remarques: "",
  reponse: "a_dire",
  schema: "fiche-infirmerie/1",
  surveiller: "",
  traitements: "Ventoline avant le sport.",
  vaccins: "",
};

const reponses: { [C in Commande]?: () => Reponse<C> } = {
  selfTest: () => undefined,
  deriveAuth: () => ({ k_auth: b64 }),
  openVault: () => ({ racine: b64, epoque_min: 1 }),
  letterAuth: () => ({ auth_act: b64 }),
  shortCodeAuth: () => ({ auth_court: b64 }),
  prepareActivation: () => ({ pk_sign: b64, pk_kem: b64, pop: b64, k_auth: b64, coffre: b64 }),
  acceptDirectory: () => ({ racine: b64, epoque: 1, etab: "10".repeat(16), uai: "0009990J", epinglee: true }),
  shortFingerprint: () => ({ texte: "FWYX-79AY-1W0R" }),
  sealPli: () => ({ manifeste: b64, corps: new Uint8Array(65_553), empreinte: b64 }),
  openOwnPli: () => ({
    metadonnees: {},
    donnees: new TextEncoder().encode(JSON.stringify(fiche)),
    cree_le: 1_780_416_240,
  }),
};

// `?coffre=code` in the address makes every command fail with that code; `?lent` never ends.
// Read once: the page empties its address bar.
const code = new URLSearchParams(location.search).get("coffre");

export class Coffre {
  prepare(): void {}
  forget(): void {}
  call<C extends Commande>(commande: C, _demande: Demande<C>): Promise<Resultat<Reponse<C>>> {
    if (code === "lent") return new Promise(() => undefined);
    const reponse = reponses[commande];
    if (code || !reponse)
      return Promise.resolve({ ok: false, code: (code ?? "coffre_indisponible") as "coffre_indisponible" });
    return Promise.resolve({ ok: true, value: reponse() as Reponse<C> });
  }
  deriveTwice(identifiant: string, phrase: string): Promise<Resultat<Reponse<"deriveAuth">>> {
    return this.call("deriveAuth", { identifiant, phrase });
  }
}
export const coffre = new Coffre();

// The vault's answers, invented: same shapes, no cryptography. Only the screenshots use it.
import urlPhoto from "./photo.jpg?url";
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

const photo = new Uint8Array(await (await fetch(urlPhoto)).arrayBuffer());
const pdf = new TextEncoder().encode("%PDF-1.7");

const reponses: { [C in Commande]?: (demande: Demande<C>) => Reponse<C> } = {
  selfTest: () => undefined,
  deriveAuth: () => ({ k_auth: b64 }),
  openVault: () => ({ racine: b64, epoque_min: 1 }),
  letterAuth: () => ({ auth_act: b64 }),
  shortCodeAuth: () => ({ auth_court: b64 }),
  prepareActivation: () => ({ pk_sign: b64, pk_kem: b64, pop: b64, k_auth: b64, coffre: b64 }),
  acceptDirectory: () => ({ racine: b64, epoque: 1, etab: "10".repeat(16), uai: "0009990J", epinglee: true }),
  shortFingerprint: () => ({ texte: "FWYX-79AY-1W0R" }),
  sealPli: () => ({ manifeste: b64, corps: new Uint8Array(65_553), empreinte: b64 }),
  sealAttachment: () => ({ manifeste: b64, corps: new Uint8Array(65_553), empreinte: b64 }),
  openOwnPli: ({ kind, pli }) => ({
    metadonnees: kind === 2 ? {} : { nature: "ordonnance", nom: "ordonnance-mai.pdf" },
    donnees: kind === 2 ? new TextEncoder().encode(JSON.stringify(fiche)) : pli.startsWith("e") ? photo : pdf,
    cree_le: 1_780_416_240,
  }),
  changePhrase: () => ({ k_auth: b64, coffre: b64, epoque_min: 1 }),
  openMessage: ({ message }) => {
    if (message.startsWith("9")) throw new Error();
    return {
      sur: "d4".repeat(16),
      texte: "Bonjour, la page 2 de l'ordonnance est illisible.\nMerci de la renvoyer. L'infirmière",
      cree_le: 1_780_502_640,
    };
  },
  verifyReceipt: ({ recu }) => {
    if (recu.signature === "") throw new Error();
    return undefined;
  },
};

// `?coffre=code` in the address makes every command fail with that code; `?lent` never ends.
// Read once: the page empties its address bar.
const code = new URLSearchParams(location.search).get("coffre");

export class Coffre {
  prepare(): void {}
  forget(): void {}
  call<C extends Commande>(commande: C, demande: Demande<C>): Promise<Resultat<Reponse<C>>> {
    if (code === "lent") return new Promise(() => undefined);
    const reponse = reponses[commande];
    if (code || !reponse)
      return Promise.resolve({ ok: false, code: (code ?? "coffre_indisponible") as "coffre_indisponible" });
    try {
      return Promise.resolve({ ok: true, value: reponse(demande) as Reponse<C> });
    } catch {
      return Promise.resolve({ ok: false, code: "pli_refuse" });
    }
  }
  deriveTwice(identifiant: string, phrase: string): Promise<Resultat<Reponse<"deriveAuth">>> {
    return this.call("deriveAuth", { identifiant, phrase });
  }
}
export const coffre = new Coffre();

// What the page may ask of the vault's worker. Secrets stay on the worker's side: the page hands it what a person typed and
// gets back what may leave the device. Bytes cross as the HTTP contract writes them (base64url, ids in hex).
import type { Annuaire, Bordereau, Courriers, Lettres, PliInfirmerie, Session } from "../api.gen";
import type { Message } from "./message";

export type CodeCoffre =
  | "coffre_indisponible" // no WebAssembly, worker refused, file not fetched
  | "appareil_refuse" // the device computes wrongly (self-test)
  | "memoire_insuffisante"
  | "coffre_ferme" // the keys are not in this tab: ask the phrase
  | "coffre_refuse" // the vault does not open with this phrase, or is not this account's
  | "code_lettre_invalide"
  | "empreinte_differente" // not the health office printed on the letter: stop, send nothing
  | "annuaire_refuse"
  | "pli_refuse"
  | "pli_trop_grand"
  | "bordereau_refuse"
  | "trousseau_refuse"
  | "kit_refuse"
  | "carnet_refuse";

export type Resultat<T> = { ok: true; value: T } | { ok: false; code: CodeCoffre };

export interface PliIds {
  volet: string;
  pli: string; // piece_id of the core
}

export interface Lettre {
  resp_id: string;
  gen: number;
  identifiant: string;
  code: string; // 28 characters in groups of 4, what the QR carries; never sent
  code_court: string; // 10 characters; never sent
  fragment: string; // what follows SITE/a#
}

export interface FeuilleKit {
  numero: 1 | 2 | 3;
  octets: string; // for the QR
  groupes: string[]; // base32 by four, to type
}

export interface EleveBordereau {
  volet: string; // "" when the run of letters did not know it
  nom: string;
  prenom: string;
  naissance: string;
  division: string;
}

export interface LigneBordereau {
  resp_id: string;
  gen: number;
  responsable: string;
  eleves: EleveBordereau[];
}

// Whom to write to, as GET /agent/courriers gives it; `volet` ties the child's envelope to the letter when the box says it.
export type Courrier = Omit<Courriers["courriers"][number], "enfants"> & {
  enfants: Array<Courriers["courriers"][number]["enfants"][number] & { volet?: string }>;
};

// "confirmee": the key is bound by the letter. "a_confirmer": nothing contradicts it, nothing proves it. "refusee": the
// letter's proof is there and wrong, or the pli itself is.
export type Confiance = "confirmee" | "a_confirmer" | "refusee";

export interface CertificatVu {
  cert: string;
  role: 1 | 2 | 3;
  debut: number;
  fin: number;
}

// What joins the public directory: the box appends it, and everyone checks it.
export interface Publication {
  certificats: string[];
  instantane: string;
  epoque: number;
}

// When the manifest has nothing for the key at hand, its re-wrap records are tried, the latest first; or this one only.
export interface PliARouvrir {
  pli: PliInfirmerie;
  renveloppe?: string;
}

export interface Renveloppes {
  renveloppes: Array<{ pli: string; version: number; renveloppe: string }>;
  refuses: Array<{ pli: string; version: number }>; // could not be opened, or are not what they say
}

export interface RacineFaite {
  racine: string;
  certificats: string[];
  instantane: string;
  trousseau: string;
  empreinte: string;
  empreinte_courte: string;
  feuilles: FeuilleKit[];
}

export interface Commandes {
  // --- device and phrase
  // Known answers first; call it before letting anyone create a phrase on this device.
  selfTest: { demande: undefined; reponse: undefined };
  // Argon2id, about a second on a phone. k_auth leaves, the rest stays for openVault or prepareActivation.
  deriveAuth: { demande: { identifiant: string; phrase: string }; reponse: { k_auth: string } };
  // After sign-in. `racine` is "" when the account was opened before the health office existed.
  openVault: { demande: { session: Session; etab: string }; reponse: { racine: string; epoque_min: number } };
  // A new phrase for the vault that is open, after deriveTwice for it (same identifiant): what to send, and what opens from
  // now on. With the same phrase it only raises the vault's epoch to the one seen.
  changePhrase: {
    demande: { identifiant: string };
    reponse: { k_auth: string; coffre: string; epoque_min: number };
  };
  // Forgets every key; the next command of any kind starts from nothing.
  forget: { demande: undefined; reponse: undefined };

  // --- letter and activation
  letterAuth: { demande: { identifiant: string; code: string }; reponse: { auth_act: string } };
  shortCodeAuth: { demande: { identifiant: string; code: string }; reponse: { auth_court: string } };
  // After deriveAuth for the same identifiant. With letterAuth before it, bind_tag is made too. `racine`: the fingerprint
  // accepted by acceptDirectory, "" when there is no health office.
  prepareActivation: {
    demande: { identifiant: string; etab: string; resp_id: string; gen: number; racine: string; epoque: number };
    reponse: { pk_sign: string; pk_kem: string; pop: string; bind_tag?: string; k_auth: string; coffre: string };
  };

  // --- health office, seen by those who seal
  // `racine`: the pinned fingerprint (letter or vault); "" pins nothing, and what is sealed then is only as safe as the box.
  acceptDirectory: {
    demande: { annuaire: Annuaire; racine: string; epoque_min: number; maintenant: number };
    reponse: { racine: string; epoque: number; etab: string; uai: string; epinglee: boolean };
  };
  // 12 characters in groups of 4, from a 32-byte hash (b64); and the comparison with what was typed.
  shortFingerprint: { demande: { empreinte: string }; reponse: { texte: string } };
  matchesShortFingerprint: { demande: { empreinte: string; tape: string }; reponse: { egal: boolean } };

  // --- sealing and reading one's own (vault open, directory accepted)
  sealPli: {
    demande: PliIds & {
      kind: 1 | 2;
      version: number;
      precedent: string; // empreinte of version - 1; "" for version 1
      maintenant: number;
      metadonnees: Record<string, unknown>; // at most 1,020 bytes of JSON
      donnees: Uint8Array;
    };
    reponse: { manifeste: string; corps: Uint8Array; empreinte: string };
  };
  // A file of 20 MiB at most, sealed chunk by chunk. Reports progress. Its bytes are handed over: the page's copy is emptied.
  sealAttachment: {
    demande: Omit<Demande<"sealPli">, "kind">;
    reponse: Reponse<"sealPli">;
  };
  openOwnPli: {
    demande: PliIds & { kind: 1 | 2; version: number; manifeste: string; corps: Uint8Array };
    reponse: { metadonnees: unknown; donnees: Uint8Array; cree_le: number };
  };

  // What the nurse wrote to this responsable. `sur`: the pli it is about.
  openMessage: {
    demande: { volet: string; message: string; version: number; manifeste: string; corps: Uint8Array };
    reponse: Message & { cree_le: number };
  };
  // Signed by a nurse that the health office listed on that day, or by the box; refused otherwise. The page says which key it
  // knows the box by.
  verifyReceipt: {
    demande: PliIds & {
      version: number;
      empreinte: string;
      recu:
        | { de: "infirmerie"; cert: string; jour: number; signature: string }
        | { de: "boite"; pk_boite: string; moment: number; signature: string };
    };
    reponse: undefined;
  };

  // --- letters (agent). Reports progress. Without an accepted directory: no bordereau, QR without fingerprint.
  makeLetters: {
    demande: { courriers: Courrier[]; etab: string; avecInfirmerie: boolean; expire_le: number; maintenant: number };
    reponse: {
      lettres: Lettre[];
      envoi: Lettres; // to POST as it is
      feuillet?: { empreinte: string; texte: string }; // the nurse's slip: QR, and its 12 characters
    };
  };

  // --- nurse
  // The keys made here stay open afterwards. The three sheets exist nowhere else.
  // `annuaire`: the record in force, when everything that could vouch for the next one is lost.
  holdCeremony: {
    demande: { uai: string; etab: string; phrase: string; annuaire?: Annuaire; maintenant: number };
    reponse: RacineFaite;
  };
  // Another root in the place of the one in force, whose chain it goes on from, with every pli given closed again for it: by
  // the key that is open, or by the two sheets on the table. The sheets, when they are there, name it as their successor;
  // without them, families believe it from paper only. Reports progress.
  changeRoot: {
    demande: { annuaire: Annuaire; phrase: string; plis: PliARouvrir[]; maintenant: number };
    reponse: RacineFaite & Renveloppes & { successeur?: string };
  };
  // Two sheets on the table: the root lives in the worker until closeKit. A directory past its date is accepted here, since
  // the kit is what it is renewed with. `racine` "": no key is open to pin it, and the kit proves it alone.
  // `epoque_min`: the highest known from a key file, a letter or a slip.
  joinKit: {
    demande: { une: string; autre: string; annuaire: Annuaire; racine: string; epoque_min: number; maintenant: number };
    reponse: { empreinte_courte: string; epoque: number; certificats: CertificatVu[] };
  };
  closeKit: { demande: undefined; reponse: undefined };
  // The same kit on three new sheets; no old one joins a new one.
  splitAgain: { demande: undefined; reponse: { feuilles: FeuilleKit[] } };
  // The nurse's keys are lost, she is out of reach, or she leaves: a new certificate, those of `revoquer` revoked, and every
  // pli given closed again for her with the recovery key. Her keys stay open afterwards, with the notebook of the one who
  // hands over when it is open: what the letters proved stays proved. Reports progress.
  recover: {
    demande: { phrase: string; revoquer: string[]; plis: PliARouvrir[]; maintenant: number };
    reponse: Publication & { trousseau: string } & Renveloppes;
  };
  // Each September, kit joined and key file open: new keys for the same nurse. The notebook stays open, to be closed again.
  annualRotation: {
    demande: { phrase: string; plis: PliARouvrir[]; maintenant: number };
    reponse: Publication & { trousseau: string } & Renveloppes;
  };
  addSubstitute: {
    demande: { phrase: string; maintenant: number };
    reponse: Publication & { trousseau: string; cert: string };
  };
  removeSubstitute: { demande: { cert: string; maintenant: number }; reponse: Publication };
  // Key file open: closes what she can open for another certificate of the directory in force. Reports progress.
  handover: {
    demande: { plis: PliARouvrir[]; cert: string; maintenant: number };
    reponse: Renveloppes;
  };
  // Do two sheets, typed or scanned (b64 or base32), give back the kit of this health office?
  checkKit: { demande: { une: string; autre: string; racine: string }; reponse: undefined };
  openTrousseau: {
    demande: { trousseau: string; phrase: string; annuaire: Annuaire; maintenant: number };
    // `fin`: the end of her certificate, 0 when the directory in force does not list it any more.
    reponse: { empreinte: string; empreinte_courte: string; cert: string; fin: number };
  };
  // The notebook lives in the worker. "" opens an empty one.
  openCarnet: {
    demande: { carnet: string };
    reponse: { bordereaux: string[]; plis: Record<string, number>; annonces: Record<string, string> };
  };
  // Whoever vanished was asked about: the notebook stops naming them.
  forgetVanished: { demande: { plis: string[] }; reponse: undefined };
  closeCarnet: { demande: undefined; reponse: { carnet: string } };
  // The slip's 12 characters typed, or the 64 hex digits scanned. Keeps the lines in the notebook. A list older than her key
  // is opened by the kit, while it is on the table.
  importBordereau: { demande: { bordereau: Bordereau; feuillet: string }; reponse: { lignes: LigneBordereau[] } };
  // Everything that can be told without the bodies, for the whole list at once: each version is judged against the one before
  // it, so the list must hold every version not read yet. Same order as asked. The notebook keeps whose they are.
  judgePlis: { demande: { plis: PliInfirmerie[] }; reponse: { confiances: Confiance[] } };
  // Nothing comes back before the last check. The version read goes to the notebook.
  openPli: {
    demande: { pli: PliInfirmerie; corps: Uint8Array; renveloppe?: string };
    reponse: {
      confiance: Exclude<Confiance, "refusee">;
      metadonnees: unknown;
      donnees: Uint8Array;
      cree_le: number;
      empreinte: string;
    };
  };
  // For the version she read, and no other.
  signReceipt: {
    demande: { pli: PliInfirmerie; maintenant: number };
    reponse: { cert: string; version: number; empreinte: string; jour: number; signature: string };
  };
  // To the responsable who sent `sur`, and to herself.
  sealMessage: {
    demande: { sur: PliInfirmerie; message: string; texte: string; maintenant: number };
    reponse: { manifeste: string; corps: Uint8Array; empreinte: string };
  };
}

export type Commande = keyof Commandes;
export type Demande<C extends Commande> = Commandes[C]["demande"];
export type Reponse<C extends Commande> = Commandes[C]["reponse"];

// On the wire between page and worker.
export type MessageAller = { numero: number; commande: Commande; demande: unknown };
export type MessageRetour = { numero: number; part: number } | { numero: number; resultat: Resultat<unknown> };

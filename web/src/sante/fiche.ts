// The health form, schema « fiche-infirmerie/1 »: what the family's browser seals and the nurse's browser reads. Whoever
// opens one holds text written by a stranger: `lireFiche` takes the exact shape or nothing.

export type Reponse = "a_dire" | "rien_a_signaler" | "pas_ici";
export type Pai = "" | "aucun" | "existe" | "demande";

export interface Fiche {
  schema: "fiche-infirmerie/1";
  eleve: { nom: string; prenom: string; naissance: string };
  reponse: Reponse;
  allergies: string;
  maladies: string;
  traitements: string;
  pai: Pai;
  pai_date: string;
  vaccins: string; // last DTP booster and others, in the family's words
  medecin: string;
  medecin_telephone: string;
  surveiller: string; // what to watch, what to do
  remarques: string;
  accord_equipe: boolean; // may the nurse tell the teaching staff what is useful in class
  accord_rappel: boolean; // may she ring the sender
}

export type ChampTexte =
  | "allergies"
  | "maladies"
  | "traitements"
  | "pai_date"
  | "vaccins"
  | "medecin"
  | "medecin_telephone"
  | "surveiller"
  | "remarques";

// Units of `maxlength`; together they fit one sealed frame even if every one of them takes six bytes in JSON.
export const limites: Readonly<Record<ChampTexte, number>> = {
  allergies: 1500,
  maladies: 1500,
  traitements: 1500,
  pai_date: 10,
  vaccins: 500,
  medecin: 120,
  medecin_telephone: 30,
  surveiller: 1500,
  remarques: 4000,
};
export const champsTexte = Object.keys(limites) as ChampTexte[];

// A sealed form holds one frame of 65,536 bytes, eight of them its true length: every form weighs the same on the box.
export const octetsMaximum = 65_528;

export function ficheVide(eleve: Fiche["eleve"]): Fiche {
  return {
    schema: "fiche-infirmerie/1",
    eleve: { nom: eleve.nom, prenom: eleve.prenom, naissance: eleve.naissance },
    reponse: "a_dire",
    allergies: "",
    maladies: "",
    traitements: "",
    pai: "",
    pai_date: "",
    vaccins: "",
    medecin: "",
    medecin_telephone: "",
    surveiller: "",
    remarques: "",
    accord_equipe: false,
    accord_rappel: false,
  };
}

// Answers other than « a_dire » carry nothing else: what was typed before changing one's mind is not sent.
export function ficheAEnvoyer(fiche: Fiche): Fiche {
  return fiche.reponse === "a_dire" ? fiche : { ...ficheVide(fiche.eleve), reponse: fiche.reponse };
}

export const estVide = (fiche: Fiche): boolean =>
  champsTexte.every((champ) => fiche[champ].trim() === "") && fiche.pai === "";

// Keys sorted at every level, NFC: the same form is the same bytes on every device. undefined when it does not fit.
export function ecrireFiche(fiche: Fiche): Uint8Array | undefined {
  const octets = new TextEncoder().encode(JSON.stringify(trie(ficheAEnvoyer(fiche))));
  return octets.length <= octetsMaximum ? octets : undefined;
}

export function lireFiche(octets: Uint8Array): Fiche | undefined {
  if (octets.length > octetsMaximum) return undefined;
  let lu: unknown;
  try {
    lu = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(octets));
  } catch {
    return undefined;
  }
  return estFiche(lu) ? lu : undefined;
}

function trie(valeur: unknown): unknown {
  if (typeof valeur === "string") return valeur.normalize("NFC");
  if (typeof valeur !== "object" || valeur === null) return valeur;
  const entrees = Object.entries(valeur).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entrees.map(([cle, contenu]) => [cle, trie(contenu)]));
}

function estFiche(lu: unknown): lu is Fiche {
  if (!aExactement(lu, Object.keys(ficheVide({ nom: "", prenom: "", naissance: "" })))) return false;
  const eleve = lu.eleve;
  return (
    lu.schema === "fiche-infirmerie/1" &&
    aExactement(eleve, ["nom", "prenom", "naissance"]) &&
    Object.values(eleve).every((valeur) => typeof valeur === "string" && valeur.length <= 200) &&
    ["a_dire", "rien_a_signaler", "pas_ici"].includes(String(lu.reponse)) &&
    typeof lu.pai === "string" &&
    ["", "aucun", "existe", "demande"].includes(lu.pai) &&
    typeof lu.accord_equipe === "boolean" &&
    typeof lu.accord_rappel === "boolean" &&
    champsTexte.every((champ) => typeof lu[champ] === "string" && (lu[champ] as string).length <= limites[champ])
  );
}

function aExactement(lu: unknown, cles: readonly string[]): lu is Record<string, unknown> {
  if (typeof lu !== "object" || lu === null || Array.isArray(lu)) return false;
  return Object.keys(lu).length === cles.length && cles.every((cle) => propre(lu, cle));
}

// Object.hasOwn is younger than the phones this runs on; a key named __proto__ must still not count.
const propre = (lu: object, cle: string): boolean => Object.getOwnPropertyDescriptor(lu, cle) !== undefined;

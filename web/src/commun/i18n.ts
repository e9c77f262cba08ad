// The sentences. A page loads only its own sections of textes/fr.json: a family's phone never carries the agents' words.
import type textes from "../../textes/fr.json";

export type Textes = typeof textes;
type Pluriel = { one: string; other: string };
type Feuilles<T> = {
  [K in keyof T & string]: T[K] extends string | Pluriel ? K : `${K}.${Feuilles<T[K]>}`;
}[keyof T & string];
// "commun.quitter": a key that is not in the dictionary does not compile.
export type Cle = Feuilles<Textes>;
export type Valeurs = Readonly<Record<string, string | number>>;

const sections = new Map<string, unknown>();
const pluriel = new Intl.PluralRules("fr");

export function chargerTextes(nouvelles: Partial<Textes>): void {
  for (const [nom, contenu] of Object.entries(nouvelles)) sections.set(nom, contenu);
}

// `valeurs.n` chooses between singular and plural. A missing sentence shows its key: seen at once, and in tests.
export function t(cle: Cle, valeurs: Valeurs = {}): string {
  return phrase(cle, valeurs) ?? cle;
}

// For codes known only when they arrive (an error, a reason, a pièce's type): "erreur" + code, or undefined.
export function tSiConnu(section: string, code: string, valeurs: Valeurs = {}): string | undefined {
  return /^[a-z0-9_]+$/.test(code) ? phrase(`${section}.${code}`, valeurs) : undefined;
}

export function messageErreur(code: string, valeurs: Valeurs = {}): string {
  return tSiConnu("erreur", code, valeurs) ?? t("erreur.inconnue", { code });
}

function phrase(cle: string, valeurs: Valeurs): string | undefined {
  const [section, ...chemin] = cle.split(".");
  let texte: unknown = sections.get(section ?? "");
  for (const etape of chemin) texte = Object.getOwnPropertyDescriptor(Object(texte), etape)?.value; // own only; hasOwn is younger than the phones
  if (estPluriel(texte)) texte = pluriel.select(Number(valeurs.n ?? 0)) === "one" ? texte.one : texte.other;
  if (typeof texte !== "string") return undefined;
  return insecables(texte).replace(/\{([a-z_]+)\}/g, (trou, nom: string) =>
    nom in valeurs ? String(valeurs[nom]) : trou,
  );
}

// French typography: no line begins with a question mark nor ends with an opening quote.
const insecables = (texte: string) => texte.replace(/ (?=[:;?!»%])/g, "\u00A0").replace(/« /g, "«\u00A0");

function estPluriel(texte: unknown): texte is Pluriel {
  return typeof texte === "object" && texte !== null && "one" in texte && "other" in texte;
}

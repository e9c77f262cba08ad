// The phrase that closes a vault: proposed first, since what people invent is guessed. It is all that stands between a
// stolen copy of the box and a family's plis, hence 66 bits when proposed and a floor when chosen.
import { canonicalPhrase } from "./canon";
import { mots } from "./mots";

export const longueurMin = 14;

// `combien` words at 11 bits: 6 for an account, 7 for the nurse's key.
export function proposePhrase(combien: number): string {
  const tirage = crypto.getRandomValues(new Uint16Array(combien));
  // 65,536 is a multiple of the number of words: no word is more likely than another.
  return Array.from(tirage, (n) => mots[n % mots.length]).join("-");
}

export const samePhrase = (une: string, autre: string): boolean => canonicalPhrase(une) === canonicalPhrase(autre);

export type RefusPhrase = "phrase_courte" | "phrase_commune" | "phrase_simple";

export function judgePhrase(phrase: string): RefusPhrase | undefined {
  const texte = phrase.normalize("NFC");
  if (Array.from(texte).length < longueurMin) return "phrase_courte";
  const nu = texte
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "");
  if (estCommune(nu)) return "phrase_commune";
  return pas(texte.toLowerCase()) < 10 ? "phrase_simple" : undefined;
}

// Long passwords are mostly short ones put end to end. Take the known pieces and the digits away: what is left must be a
// phrase of its own.
function estCommune(nu: string): boolean {
  let reste = nu.replace(/[0-9]+/g, "");
  for (const morceau of connues) reste = reste.replaceAll(morceau, "");
  return reste.length < 6;
}

// Longest first, so that "motdepasse" goes before "passe".
const connues = [
  "motdepasse password passwort contrasena azertyuiop azerty qwertyuiop qwerty qwertz qsdfghjklm wxcvbn asdfghjkl zxcvbnm",
  "poiuytreza abcdefghijklmnopqrstuvwxyz abcdefghi abcdef abcd admin administrateur utilisateur user root bonjour bonsoir",
  "salut coucou soleil doudou loulou chouchou amour monamour toujours jetaime mavie macherie moncoeur cherie bebe princesse",
  "marseille paris lyon toulouse bordeaux nantes lille france vivelafrance liberte egalite fraternite republique allezlesbleus",
  "football olympique psgpsg realmadrid barcelona chelsea arsenal zidane ronaldo messi mbappe pokemon naruto minecraft fortnite",
  "dragon starwars superman batman spiderman harrypotter letmein welcome iloveyou sunshine princess football monkey master",
  "shadow secret trustno computer internet samsung iphone google facebook instagram snapchat tiktok college dossiersco ecole",
  "maman papa famille enfant vacances nicolas camille thomas julien alexandre maxime antoine marine pauline mathilde",
  "juillet janvier fevrier septembre octobre novembre decembre lundi mardi mercredi jeudi vendredi samedi dimanche test essai",
  "correcthorsebatterystaple changezmoi changeme nouveaumotdepasse inconnu rienrien toto titi tata tutu blabla pass mdp",
]
  .join(" ")
  .split(" ")
  .sort((a, b) => b.length - a.length);

const rangees = ["azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm"];

// How many characters a guesser could not foresee from the ones before: repeats, steps and keyboard rows count once.
function pas(texte: string): number {
  const periode = periodeDe(texte);
  let compte = 0;
  for (let i = 0; i < periode; i++) {
    const a = texte[i - 1];
    const b = texte[i]!;
    if (a === undefined || (!voisins(a, b) && !texte.slice(0, i).includes(texte.slice(i - 2, i + 1)))) compte += 1;
  }
  return compte;
}

function periodeDe(texte: string): number {
  for (let p = 1; p <= texte.length / 2; p++) {
    if (texte.slice(p) === texte.slice(0, texte.length - p)) return p;
  }
  return texte.length;
}

function voisins(a: string, b: string): boolean {
  const ecart = b.charCodeAt(0) - a.charCodeAt(0);
  if (ecart >= -1 && ecart <= 1) return true;
  return rangees.some((rangee) => rangee.includes(a + b) || rangee.includes(b + a));
}

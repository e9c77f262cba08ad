// A run of letters: made by the vault in this tab, verifiers recorded by the box, codes kept in this page until printed.
import type { Courriers, PieceType } from "../../api.gen";
import { coffre } from "../../coffre/coffre";
import type { Lettre } from "../../coffre/contrat";
import {
  enregistrerLettres,
  lireAccueil,
  lireAnnuaire,
  lireCourriers,
  lireReglages,
  type Outcome,
  echec,
  reussite,
} from "../../commun/api";
import { clesOuvertes } from "../../commun/acces/ouvrir";
import { auDepart } from "../../commun/session";

export type Courrier = Courriers["courriers"][number];
export type Public = "sans_lettre" | "sans_acces" | "tous";
export const publics: readonly Public[] = ["sans_lettre", "sans_acces", "tous"];
export const lettresMaximum = 2000; // per run, as the contract says

// 45 days, or the end of the campaign when it comes later, within what the box accepts (60 days).
export function finDeValidite(maintenant: number, ferme_le: string | undefined): number {
  const fermeture = ferme_le ? Date.parse(`${ferme_le}T22:00:00Z`) / 1000 : 0;
  return Math.min(
    maintenant + 60 * 86_400,
    Math.max(maintenant + 45 * 86_400, Number.isFinite(fermeture) ? fermeture : 0),
  );
}

export interface Lot {
  courriers: Courriers; // the établissement, the site, the dates
  pages: Array<{ courrier: Courrier; lettre: Lettre }>;
  feuillet: { empreinte: string; texte: string } | undefined; // none when there is no health office
  expire_le: number;
  demandees: readonly Demandee[]; // what the letter announces
  demonstration: boolean;
  imprimees: boolean;
}

export interface Demandee {
  type: PieceType;
  obligatoire: boolean;
}

// Going to another screen and back must not lose codes that exist nowhere else.
let garde: Lot | null = null;
auDepart(() => {
  garde = null;
});
export const lotEnCours = (): Lot | null => garde;
export function garderLot(lot: Lot | null): void {
  garde = lot;
}

export function choisir(courriers: readonly Courrier[], divisions: ReadonlySet<string>, quel: Public): Courrier[] {
  return courriers.filter(
    (un) =>
      (divisions.size === 0 || un.divisions.some((division) => divisions.has(division))) &&
      (quel === "tous" || un.compte === "sans_lettre" || (quel === "sans_acces" && un.compte !== "actif")),
  );
}

export interface Bureau {
  existe: boolean;
  racine: string;
}

export async function lireBureau(): Promise<Outcome<Bureau>> {
  const cles = clesOuvertes();
  if (!cles) return echec("coffre_ferme");
  const [accueil, annuaire] = await Promise.all([lireAccueil(), lireAnnuaire()]);
  if (!accueil.ok) return accueil;
  if (!annuaire.ok) return annuaire;
  if (annuaire.value.racine === "") {
    // Her vault has seen a health office here: a box that now denies it lies.
    return cles.racine === "" ? reussite({ existe: false, racine: "" }) : echec("annuaire_refuse");
  }
  const { maintenant } = accueil.value;
  const accepte = await coffre.call("acceptDirectory", { annuaire: annuaire.value, ...cles, maintenant });
  return accepte.ok ? reussite({ existe: true, racine: accepte.value.racine }) : accepte;
}

// Typed from paper, never shown to be compared by eye.
export async function verifierFeuillet(racine: string, tape: string): Promise<Outcome<boolean>> {
  const egal = await coffre.call("matchesShortFingerprint", { empreinte: racine, tape });
  return egal.ok ? reussite(egal.value.egal) : egal;
}

interface Demande {
  choisis: ReadonlySet<string>; // resp_id
  avecInfirmerie: boolean;
}

export async function fabriquerLot(
  { choisis, avecInfirmerie }: Demande,
  avancer: (part: number) => void,
): Promise<Outcome<Lot>> {
  const [accueil, frais, reglages] = await Promise.all([lireAccueil(), lireCourriers(), lireReglages()]);
  if (!accueil.ok) return accueil;
  if (!frais.ok) return frais;
  if (!reglages.ok) return reglages;
  // Generations are those of now: a letter made in the meantime by someone else is superseded on purpose, not by accident.
  const destinataires = frais.value.courriers.filter((un) => choisis.has(un.resp_id));
  const { etab, maintenant, demonstration } = accueil.value;
  const expire_le = finDeValidite(maintenant, frais.value.ferme_le);
  const faites = await coffre.call(
    "makeLetters",
    { courriers: destinataires, etab, avecInfirmerie, expire_le, maintenant },
    avancer,
  );
  if (!faites.ok) return faites;
  const enregistrees = await enregistrerLettres(faites.value.envoi);
  if (!enregistrees.ok) return enregistrees;
  const demandees = reglages.value.pieces
    .filter(({ demande }) => demande !== "non")
    .map(({ type, demande }) => ({ type, obligatoire: demande === "obligatoire" }));
  const lettres = new Map(faites.value.lettres.map((lettre) => [lettre.resp_id, lettre]));
  return reussite({
    courriers: frais.value,
    pages: destinataires.flatMap((courrier) => {
      const lettre = lettres.get(courrier.resp_id);
      return lettre ? [{ courrier, lettre }] : [];
    }),
    feuillet: faites.value.feuillet,
    expire_le,
    demandees,
    demonstration,
    imprimees: false,
  });
}

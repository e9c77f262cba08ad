// The values of a pièce in the order a person checks them, as a person writes them. Pure.
import type { PieceRelue, PieceType } from "../../api.gen";
import { t } from "../../commun/i18n";
import { enClair, nombre } from "../../commun/valeurs";
import type { Fait } from "./pages";

const identite = [
  "enfant",
  "nom",
  "responsable",
  "naissance",
  "expiration_imprimee",
  "expiration_reelle",
  "expiration",
];
const general = [
  ...["enfant", "nom", "responsable", "titulaire", "hebergeant", "naissance"],
  ...[
    "date_emission",
    "mois",
    "annee_scolaire",
    "date_effet",
    "expiration_imprimee",
    "expiration_reelle",
    "expiration",
  ],
  ...["quotient_caf", "revenu_fiscal_reference", "parts", "annee_revenus"],
  ...["adresse", "code_postal", "commune", "code_adresse", "iban", "bic"],
];
const ordres: Partial<Record<PieceType, readonly string[]>> = {
  quotient_familial: ["quotient_caf", "mois", "revenu_fiscal_reference", "parts", "annee_revenus"],
  rib: ["titulaire", "nom", "iban", "bic"],
  identite_enfant: identite,
  identite_responsable: identite,
  certificat_radiation: ["enfant", "naissance", "date_effet", "date_emission"],
};

// Told elsewhere: pages are counted under the document, the code has its own sentence.
const tues = new Set(["pages", "pages_vierges", "pages_utiles", "code_type", "signature_juste", "autorite_de_test"]);

export function rangerFaits({ found, type }: Pick<PieceRelue, "found" | "type">): readonly Fait[] {
  const ordre = [...(ordres[type] ?? []), ...general];
  const rang = ({ cle }: Fait) => {
    const place = ordre.indexOf(cle);
    return place < 0 ? ordre.length : place;
  };
  return found.filter(({ cle }) => !tues.has(cle)).sort((a, b) => rang(a) - rang(b));
}

export function valeurEnClair({ cle, valeur }: Pick<Fait, "cle" | "valeur">): string {
  switch (cle) {
    case "quotient_caf":
    case "revenu_fiscal_reference":
      return t("agent.lu_euros", { montant: nombre(valeur) });
    case "parts":
      return nombre(valeur);
    default:
      return enClair(valeur);
  }
}

const compact = (iban: string) => iban.replace(/\s/g, "");
export const ibanCache = (iban: string) => `${compact(iban).slice(0, 2)}•• … ${compact(iban).slice(-3)}`;
export const ibanEntier = (iban: string) => compact(iban).replace(/(.{4})(?=.)/g, "$1 ");

// What a printed code is worth. Only what the judge holds for sure says « vérifiée »: a signature that is right by a list
// past its date, or by an authority made for tests, proves nothing.
export function preuve({ found }: Pick<PieceRelue, "found">): { bonne: boolean; phrase: string } | undefined {
  const fait = (cle: string) => found.find((un) => un.cle === cle);
  const juste = fait("signature_juste");
  if (!fait("code_type") && !juste) return undefined;
  if (fait("autorite_de_test")?.valeur === "true") return { bonne: false, phrase: t("agent.code_essai") };
  if (!juste) return { bonne: false, phrase: t("agent.code_inconnu") };
  if (juste.valeur !== "true") return { bonne: false, phrase: t("agent.code_inexact") };
  if (!juste.sure) return { bonne: false, phrase: t("agent.code_perime") };
  return { bonne: true, phrase: t("agent.code_juste") };
}

// What a reading read, as people write it. Apart from format.ts: no first screen needs it.
import { dateIso } from "./format";

const moisLong = new Intl.DateTimeFormat("fr-FR", { month: "long", year: "numeric", timeZone: "UTC" });

// A value as a reading gives it: an ISO day or month in words, anything else as it is.
export function enClair(valeur: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(valeur)) return dateIso(valeur);
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(valeur))
    return moisLong.format(Date.UTC(Number(valeur.slice(0, 4)), Number(valeur.slice(5)) - 1));
  return valeur;
}

const decimal = new Intl.NumberFormat("fr-FR", { maximumFractionDigits: 2 });

// "1234.5" → 1 234,5
export const nombre = (valeur: string): string =>
  /^\d+(\.\d+)?$/.test(valeur) ? decimal.format(Number(valeur)) : valeur;

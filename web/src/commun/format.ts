// Dates and sizes as people say them, Paris time whatever the phone believes.
const zone = "Europe/Paris";
const jourLong = new Intl.DateTimeFormat("fr-FR", { day: "numeric", month: "long", year: "numeric", timeZone: zone });
const heureCourte = new Intl.DateTimeFormat("fr-FR", { hour: "numeric", minute: "2-digit", timeZone: zone });

// Moments of the contract: seconds since 1970.
export const jour = (moment: number) => jourLong.format(moment * 1000);
export const heure = (moment: number) => heureCourte.format(moment * 1000).replace(":", "\u00A0h\u00A0");
export const jourEtHeure = (moment: number) => `${jour(moment)}, ${heure(moment)}`;

// An ISO date is a day, not a moment: no zone may move it.
export function dateIso(iso: string): string {
  const [annee, mois, quantieme] = iso.split("-").map(Number);
  if (!annee || !mois || !quantieme) return iso;
  return new Intl.DateTimeFormat("fr-FR", { dateStyle: "long", timeZone: "UTC" }).format(
    Date.UTC(annee, mois - 1, quantieme),
  );
}

export function taille(octets: number): string {
  if (octets < 1_000_000) return `${Math.max(1, Math.round(octets / 1000))} Ko`;
  return `${(octets / 1_000_000).toFixed(1).replace(".", ",")} Mo`;
}

// Days from Monday to Friday that have passed since a day, that one not counted; days of Paris, whatever the phone believes.
const quantieme = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Paris" }); // ISO

const unJour = 86_400_000;
const rangDe = (moment: number): number => Math.floor(Date.parse(quantieme.format(moment)) / unJour);

export function joursOuvres(depuis: number, jusqua: number): number {
  const debut = rangDe(depuis);
  const fin = rangDe(jusqua);
  let ouvres = 0;
  // 1 January 1970 was a Thursday.
  for (let jour = debut + 1; jour <= fin; jour++) if ((jour + 3) % 7 < 5) ouvres++;
  return ouvres;
}

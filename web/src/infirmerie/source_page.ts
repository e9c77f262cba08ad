// The page of the box: each question is a call, each thing made is given back at once.
import { lireAccueil, lireAnnuaire, reussite } from "../commun/api";
import * as api from "../commun/api_infirmerie";
import type { Source } from "./source";

export const sourcePage: Source = {
  genre: "page",
  async debut() {
    const [accueil, annuaire, etat] = await Promise.all([lireAccueil(), lireAnnuaire(), api.lireInfirmerie()]);
    if (!accueil.ok) return accueil;
    if (!annuaire.ok) return annuaire;
    if (!etat.ok) return etat;
    const { uai, trousseau, carnet, deposes, attendus } = etat.value;
    const { nom, etab, demonstration, maintenant } = accueil.value;
    return reussite({
      ...{ nom, uai, etab, demonstration, maintenant, annuaire: annuaire.value, recues: deposes, attendues: attendus },
      ...(trousseau ? { trousseau } : {}),
      ...(carnet ? { carnet } : {}),
    });
  },
  async releve() {
    const [plis, bordereaux] = await Promise.all([api.lirePlisInfirmerie(), api.lireBordereaux()]);
    if (!plis.ok) return plis;
    if (!bordereaux.ok) return bordereaux;
    const { plis: recus, attendus } = plis.value;
    return reussite({ plis: recus, bordereaux: bordereaux.value.bordereaux, attendues: attendus });
  },
  corps: (pli) => api.lireCorpsInfirmerie(pli.id, pli.version),
  async rendre(part) {
    const { carnet, ...autres } = part;
    // Often alone: a road of its own, and no list of refusals to read.
    if (carnet !== undefined && Object.keys(autres).length === 0) {
      const garde = await api.garderCarnet(carnet);
      return garde.ok ? reussite([]) : garde;
    }
    const rendus = await api.rendreRetours({ schema: "retours/1", ...part });
    return rendus.ok ? reussite(rendus.value.refuses) : rendus;
  },
};

// A sealed envelope on its way: sent by slices, then deposited. Until the box answers, nothing is considered sent.
import type { Pli } from "../api.gen";
import { type Outcome, reussite } from "../commun/api";
import * as api from "../commun/api_plis";
import { envoyer, type SuiviEnvoi } from "../commun/envoi";

export interface Scelle {
  pli: string;
  version: number;
  manifeste: string;
  empreinte: string;
  corps: Blob;
}

export async function deposer(volet: string, scelle: Scelle, suivi: SuiviEnvoi): Promise<Outcome<Pli>> {
  const { pli, version, manifeste, empreinte, corps } = scelle;
  const envoi = await envoyer(volet, corps, "scelle", suivi);
  if (!envoi.ok) return envoi;
  const depot = await api.deposerPli(volet, pli, version, { envoi: envoi.value, manifeste });
  if (depot.ok) return depot;
  // The answer may have been lost on its way back: the box says which manifest it holds.
  const garde = await dejaDepose(volet, empreinte);
  return garde ? reussite(garde) : depot;
}

export async function dejaDepose(volet: string, empreinte: string): Promise<Pli | undefined> {
  const relus = await api.lirePlis(volet);
  return relus.ok ? relus.value.plis.find((un) => un.empreinte === empreinte) : undefined;
}

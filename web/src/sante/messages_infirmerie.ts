// What the nurse wrote to this responsable about this child: closed, signed by her, opened here only.
import { coffre } from "../coffre/coffre";
import { type Outcome, reussite } from "../commun/api";
import * as api from "../commun/api_plis";
import { accepterAnnuaire } from "./serrure";

export interface MessageOuvert {
  id: string;
  texte: string;
  sur: string; // the pli it is about
  cree_le: number;
}
export type MessageLu = MessageOuvert | { id: string; code: string };

// Newest first. One that does not open is told as such and does not hide the others.
export async function lireMessages(volet: string): Promise<Outcome<MessageLu[]>> {
  const [annuaire, recus] = await Promise.all([accepterAnnuaire(), api.lireMessages(volet)]);
  if (!annuaire.ok) return annuaire;
  if (!recus.ok) return recus;
  const lus: MessageLu[] = [];
  for (const { id, version, manifeste, lu_le } of recus.value.messages) {
    const corps = await api.lireCorpsMessage(volet, id);
    if (!corps.ok) return corps;
    const ouvert = await coffre.call("openMessage", { volet, message: id, version, manifeste, corps: corps.value });
    if (!ouvert.ok && ouvert.code !== "pli_refuse") return ouvert;
    lus.push(ouvert.ok ? { id, ...ouvert.value } : { id, code: ouvert.code });
    if (ouvert.ok && !lu_le) void api.noterLu(volet, id);
  }
  return reussite(lus.reverse());
}

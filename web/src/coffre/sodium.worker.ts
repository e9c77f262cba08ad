// The vault's own thread: keys live here and nowhere else, and die with it. One command at a time, in order.
import { executer, memoireVide } from "./commandes";
import type { MessageAller, MessageRetour } from "./contrat";
import { pret } from "./sodium";

const memoire = memoireVide();
const portee = self as unknown as {
  onmessage: ((message: MessageEvent<MessageAller>) => void) | null;
  postMessage: (message: MessageRetour, transfer?: Transferable[]) => void;
};

portee.onmessage = async ({ data: { numero, commande, demande } }) => {
  try {
    await pret();
  } catch {
    portee.postMessage({ numero, resultat: { ok: false, code: "coffre_indisponible" } });
    return;
  }
  let annonce = 0;
  const avancer = (part: number) => {
    if (part < annonce + 0.005 && part < 1) return; // a thousand letters are not a thousand messages
    annonce = part;
    portee.postMessage({ numero, part });
  };
  try {
    // The contract ties a command to its request; the wire can't say so.
    portee.postMessage({ numero, resultat: executer(memoire, commande, demande as never, avancer) });
  } catch (panne) {
    console.error(panne instanceof Error ? panne.name : "panne"); // never what was being computed
    portee.postMessage({ numero, resultat: { ok: false, code: "coffre_indisponible" } });
  }
};

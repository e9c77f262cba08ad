// The vault's own thread: keys live here and nowhere else, and die with it. One command at a time, in order.
import { apprendre, executer, sait } from "./commandes";
import type { MessageAller, MessageRetour } from "./contrat";
import { memoireVide } from "./memoire";
import { pret } from "./sodium";

const memoire = memoireVide();
const portee = self as unknown as {
  onmessage: ((message: MessageEvent<MessageAller>) => void) | null;
  postMessage: (message: MessageRetour, transfer?: Transferable[]) => void;
};

// A command that waits for a file must not be overtaken by the next one.
let file: Promise<void> = Promise.resolve();
portee.onmessage = ({ data }) => {
  file = file.then(() => traiter(data));
};

async function traiter({ numero, commande, demande }: MessageAller): Promise<void> {
  try {
    await pret();
    if (!sait(commande)) apprendre((await import("./infirmerie")).gestesInfirmerie);
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
    const resultat = executer(memoire, commande, demande as never, avancer);
    portee.postMessage({ numero, resultat }, resultat.ok ? corpsDe(resultat.value) : []);
  } catch (panne) {
    console.error(panne instanceof Error ? panne.name : "panne"); // never what was being computed
    portee.postMessage({ numero, resultat: { ok: false, code: "coffre_indisponible" } });
  }
}

// Twenty mebibytes change hands instead of being copied.
function corpsDe(reponse: unknown): Transferable[] {
  const { corps } = (reponse ?? {}) as { corps?: unknown };
  return corps instanceof Uint8Array ? [corps.buffer] : [];
}

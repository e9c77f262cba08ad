// The page's side of the vault: starts the worker, sends commands, gives results. No key ever passes through here.
import { workerDe } from "../commun/worker";
import urlWorker from "./sodium.worker?worker&url";
import type { Commande, Demande, MessageRetour, Reponse, Resultat } from "./contrat";

interface Attente {
  finir: (resultat: Resultat<unknown>) => void;
  avancer?: ((part: number) => void) | undefined;
}

export class Coffre {
  // Declared, then set by the constructor: initialisers would pull a helper onto every phone for the oldest browsers.
  declare private worker: Worker | null;
  declare private dernier: number;
  declare private readonly attentes: Map<number, Attente>;

  constructor() {
    this.worker = null;
    this.dernier = 0;
    this.attentes = new Map();
  }

  // Fetches and compiles while people type. Failing here is told by the first command.
  prepare(): void {
    this.start();
  }

  call<C extends Commande>(
    commande: C,
    demande: Demande<C>,
    avancer?: (part: number) => void,
  ): Promise<Resultat<Reponse<C>>> {
    return new Promise((finir) => {
      const worker = this.start();
      if (!worker) return finir({ ok: false, code: "coffre_indisponible" });
      const numero = ++this.dernier;
      this.attentes.set(numero, { finir: finir as Attente["finir"], avancer });
      worker.postMessage({ numero, commande, demande }, commande === "sealAttachment" ? cedes(demande) : []);
    });
  }

  // The worker dies with its memory: the surest way to forget.
  forget(): void {
    this.worker?.terminate();
    this.worker = null;
    this.fail("coffre_ferme");
  }

  // For the phrase that will open the account for years: derived twice, by two workers that share nothing. A device that
  // computes wrongly once would lock its owner out.
  async deriveTwice(identifiant: string, phrase: string): Promise<Resultat<Reponse<"deriveAuth">>> {
    const tested = await this.call("selfTest", undefined);
    if (!tested.ok) return tested;
    const first = await this.call("deriveAuth", { identifiant, phrase });
    if (!first.ok) return first;
    const temoin = new Coffre();
    const second = await temoin.call("deriveAuth", { identifiant, phrase });
    temoin.forget();
    if (!second.ok) return second;
    return first.value.k_auth === second.value.k_auth ? first : { ok: false, code: "appareil_refuse" };
  }

  private start(): Worker | null {
    if (this.worker) return this.worker;
    try {
      const worker = workerDe(urlWorker, "coffre");
      worker.onmessage = (message: MessageEvent<MessageRetour>) => this.receive(message.data);
      worker.onerror = () => {
        worker.terminate();
        if (this.worker === worker) this.worker = null;
        this.fail("coffre_indisponible");
      };
      this.worker = worker;
      return worker;
    } catch {
      return null;
    }
  }

  private receive(message: MessageRetour): void {
    const attente = this.attentes.get(message.numero);
    if (!attente) return;
    if ("part" in message) {
      attente.avancer?.(message.part);
      return;
    }
    this.attentes.delete(message.numero);
    attente.finir(message.resultat);
  }

  private fail(code: "coffre_ferme" | "coffre_indisponible"): void {
    const perdues = [...this.attentes.values()];
    this.attentes.clear();
    for (const attente of perdues) attente.finir({ ok: false, code });
  }
}

// A large file is handed to the worker, not copied.
const cedes = (demande: unknown): Transferable[] => [(demande as Demande<"sealAttachment">).donnees.buffer];

// The tab's own vault, shared by its screens; session.ts forgets it when the person leaves (auDepart).
export const coffre = new Coffre();

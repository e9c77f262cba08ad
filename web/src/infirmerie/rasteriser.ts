// The page's side of the drawing worker: one per document, killed with it.
import { echec, type Outcome } from "../commun/api";
import { workerDe } from "../commun/worker";
import urlDessin from "./dessin.worker?worker&url";

export interface Dessin {
  pages: number;
  page: number;
  image: ImageBitmap;
}

// A document may be made to draw for ever.
const patience = 30_000;

export class Rasteriseur {
  private readonly worker: Worker;
  private finir: ((issue: Outcome<Dessin>) => void) | undefined;
  private minuterie: ReturnType<typeof setTimeout> | undefined;
  private mort = false;

  constructor(donnees: Uint8Array) {
    this.worker = workerDe(urlDessin, "dessin");
    // pdf.js, in a worker, announces itself to whoever listens: that is no drawing.
    this.worker.onmessage = ({ data }: MessageEvent<Outcome<Dessin> | { ok?: undefined }>) => {
      if (data.ok !== undefined) this.repondre(data);
    };
    this.worker.onerror = () => this.repondre(echec("illisible"));
    this.worker.postMessage({ donnees });
  }

  dessiner(page: number): Promise<Outcome<Dessin>> {
    if (this.mort) return Promise.resolve(echec("illisible"));
    return new Promise((finir) => {
      this.finir = finir;
      this.minuterie = setTimeout(() => {
        this.fermer();
        this.repondre(echec("trop_longue"));
      }, patience);
      this.worker.postMessage({ page });
    });
  }

  fermer(): void {
    this.mort = true;
    this.worker.terminate();
  }

  private repondre(issue: Outcome<Dessin>): void {
    clearTimeout(this.minuterie);
    this.finir?.(issue);
    this.finir = undefined;
  }
}

// Draws what a stranger sent. No key is here, the policy of this file lets it reach nothing, and a picture is all that leaves.
import { getDocument, type PDFDocumentProxy, VerbosityLevel } from "pdfjs-dist";
import { WorkerMessageHandler } from "pdfjs-dist/build/pdf.worker.mjs";
import { genreDe, tailleImage } from "./genre";

// pdf.js would start a worker of its own; this one is already apart.
Object.assign(globalThis, { pdfjsWorker: { WorkerMessageHandler } });

const pixelsMax = 40_000_000;
const pagesMax = 200;
const coteDessin = 2000;

class Toiles {
  create(width: number, height: number) {
    const canvas = new OffscreenCanvas(Math.max(1, width), Math.max(1, height));
    return { canvas, context: canvas.getContext("2d") };
  }
  reset(toile: { canvas: OffscreenCanvas }, width: number, height: number) {
    toile.canvas.width = width;
    toile.canvas.height = height;
  }
  destroy(toile: { canvas: OffscreenCanvas | null; context: unknown }) {
    toile.canvas = null;
    toile.context = null;
  }
}

// Filters are SVG, which needs a page; without them a picture keeps its plain colours.
class SansFiltres {
  addFilter = () => "none";
  addHCMFilter = () => "none";
  addAlphaFilter = () => "none";
  addLuminosityFilter = () => "none";
  addKnockoutFilter = () => "none";
  addHighlightHCMFilter = () => "none";
  destroy() {}
}

type Ouvert = { image: Blob } | { pdf: PDFDocumentProxy };

const refus = (code: string) => ({ ok: false as const, code });
let ouvert: Promise<Ouvert | string> = Promise.resolve("illisible");

async function ouvrir(donnees: Uint8Array<ArrayBuffer>): Promise<Ouvert | string> {
  const genre = genreDe(donnees);
  if (!genre) return "genre";
  if (genre !== "application/pdf") {
    const taille = tailleImage(donnees, genre);
    if (!taille) return "illisible";
    if (taille.largeur * taille.hauteur > pixelsMax) return "trop_grande";
    return { image: new Blob([donnees], { type: genre }) };
  }
  const pdf = await getDocument({
    data: donnees,
    enableXfa: false,
    isEvalSupported: false,
    disableFontFace: true,
    useSystemFonts: true,
    useWorkerFetch: false,
    useWasm: false,
    isOffscreenCanvasSupported: true,
    maxImageSize: pixelsMax,
    verbosity: VerbosityLevel.ERRORS,
    CanvasFactory: Toiles,
    FilterFactory: SansFiltres,
  }).promise;
  return pdf.numPages > pagesMax ? "trop_de_pages" : { pdf };
}

async function dessiner(page: number) {
  const lu = await ouvert;
  if (typeof lu === "string") return refus(lu);
  if ("image" in lu)
    return { ok: true as const, value: { pages: 1, page: 1, image: await createImageBitmap(lu.image) } };
  const feuille = await lu.pdf.getPage(page);
  const entiere = feuille.getViewport({ scale: 1 });
  // Sizes are a stranger's numbers too: the drawing is ours.
  const viewport = feuille.getViewport({ scale: coteDessin / Math.max(entiere.width, entiere.height) });
  const toile = new OffscreenCanvas(Math.ceil(viewport.width) || 1, Math.ceil(viewport.height) || 1);
  const contexte = toile.getContext("2d");
  if (!contexte) return refus("illisible");
  const canvasContext = contexte as unknown as CanvasRenderingContext2D;
  await feuille.render({ canvas: null, canvasContext, viewport, background: "#fff" }).promise;
  feuille.cleanup();
  return { ok: true as const, value: { pages: lu.pdf.numPages, page, image: toile.transferToImageBitmap() } };
}

const portee = self as unknown as {
  onmessage: ((m: MessageEvent<{ donnees: Uint8Array<ArrayBuffer> } | { page: number }>) => void) | null;
  postMessage: (message: unknown, transfer: Transferable[]) => void;
};
portee.onmessage = async ({ data }) => {
  if ("donnees" in data) {
    ouvert = ouvrir(data.donnees).catch((erreur: unknown) =>
      erreur instanceof Error && erreur.name === "PasswordException" ? "mot_de_passe" : "illisible",
    );
    return;
  }
  const issue = await dessiner(data.page).catch(() => refus("illisible"));
  portee.postMessage(issue, issue.ok ? [issue.value.image] : []);
};

// Shrinks a photo on the phone before it is sent, and hints when it looks too blurred or too dark to be read.
// Drawing again also drops what the camera wrote beside the picture: the place, the hour, the device.
import { echec, reussite, type Outcome } from "./api";

const grandCote = 2000;
const qualite = 0.82;
const coteMesure = 512;

export type Defaut = "floue" | "sombre";
export interface Photo {
  image: Blob;
  largeur: number;
  hauteur: number;
  defauts: Defaut[]; // a hint: the family may always send anyway
}

export const estPhoto = (fichier: Blob) => /^image\/(jpeg|png|webp|heic|heif)$/.test(fichier.type);

export interface ImageOuverte {
  source: CanvasImageSource;
  largeur: number;
  hauteur: number;
  fermer: () => void;
}

// The browser applies the camera's orientation here. Nothing when it can't decode the file (HEIC, on most).
export async function ouvrirImage(fichier: Blob): Promise<ImageOuverte | null> {
  if (typeof createImageBitmap === "function") {
    const source = await createImageBitmap(fichier, { imageOrientation: "from-image" }).catch(() => null);
    return source && { source, largeur: source.width, hauteur: source.height, fermer: () => source.close() };
  }
  // Safari before 15.
  const adresse = URL.createObjectURL(fichier);
  const image = new Image();
  image.src = adresse;
  const lue = await image.decode().then(
    () => true,
    () => false,
  );
  const fermer = () => URL.revokeObjectURL(adresse);
  if (lue) return { source: image, largeur: image.naturalWidth, hauteur: image.naturalHeight, fermer };
  fermer();
  return null;
}

export async function preparerPhoto(fichier: Blob): Promise<Outcome<Photo>> {
  // What it can't decode goes as it is.
  const ouverte = await ouvrirImage(fichier);
  if (!ouverte) return echec("image_illisible");
  try {
    const { largeur, hauteur } = reduire(ouverte.largeur, ouverte.hauteur, grandCote);
    const image = await enJpeg(dessiner(ouverte.source, largeur, hauteur));
    if (!image) return echec("image_illisible");
    const petit = reduire(ouverte.largeur, ouverte.hauteur, coteMesure);
    const mesure = dessiner(ouverte.source, petit.largeur, petit.hauteur).getContext("2d");
    const points = mesure?.getImageData(0, 0, petit.largeur, petit.hauteur).data;
    return reussite({ image, largeur, hauteur, defauts: points ? juger(points, petit.largeur, petit.hauteur) : [] });
  } finally {
    ouverte.fermer();
  }
}

// Low memory gives an empty canvas on old phones, silently.
export async function enJpeg(toile: HTMLCanvasElement): Promise<Blob | null> {
  const image = await new Promise<Blob | null>((fini) => toile.toBlob(fini, "image/jpeg", qualite));
  return image && image.size >= 1000 ? image : null;
}

export function reduire(largeur: number, hauteur: number, maximum: number): { largeur: number; hauteur: number } {
  const rapport = Math.min(1, maximum / Math.max(largeur, hauteur));
  return { largeur: Math.max(1, Math.round(largeur * rapport)), hauteur: Math.max(1, Math.round(hauteur * rapport)) };
}

function dessiner(source: CanvasImageSource, largeur: number, hauteur: number): HTMLCanvasElement {
  const toile = document.createElement("canvas");
  toile.width = largeur;
  toile.height = hauteur;
  toile.getContext("2d")?.drawImage(source, 0, 0, largeur, hauteur);
  return toile;
}

// Light: mean luminance. Sharpness: variance of the Laplacian, over the squares that hold some contrast, since a sheet of
// paper is mostly blank and a blank square is neither sharp nor blurred.
export function juger(rgba: Uint8ClampedArray, largeur: number, hauteur: number): Defaut[] {
  const gris = new Float32Array(largeur * hauteur);
  let somme = 0;
  for (let i = 0; i < gris.length; i++) {
    const y = 0.299 * rgba[4 * i]! + 0.587 * rgba[4 * i + 1]! + 0.114 * rgba[4 * i + 2]!;
    gris[i] = y;
    somme += y;
  }
  const defauts: Defaut[] = [];
  if (somme / gris.length < 60) defauts.push("sombre");
  const nettetes = carres(gris, largeur, hauteur);
  // The better quarter: text is somewhere, and somewhere is enough to tell that the lens was in focus.
  nettetes.sort((a, b) => b - a);
  const meilleure = nettetes[Math.floor(nettetes.length / 4)];
  if (meilleure !== undefined && meilleure < 0.6) defauts.push("floue");
  return defauts;
}

// For each square with contrast, the energy of the Laplacian against the square's own variance: independent of light.
function carres(gris: Float32Array, largeur: number, hauteur: number): number[] {
  const cote = 32;
  const valeurs: number[] = [];
  for (let y0 = 1; y0 + cote < hauteur; y0 += cote) {
    for (let x0 = 1; x0 + cote < largeur; x0 += cote) {
      let s = 0;
      let s2 = 0;
      let l2 = 0;
      for (let y = y0; y < y0 + cote; y++) {
        for (let x = x0; x < x0 + cote; x++) {
          const i = y * largeur + x;
          const g = gris[i]!;
          const l = 4 * g - gris[i - 1]! - gris[i + 1]! - gris[i - largeur]! - gris[i + largeur]!;
          s += g;
          s2 += g * g;
          l2 += l * l;
        }
      }
      const n = cote * cote;
      const variance = s2 / n - (s / n) ** 2;
      if (variance > 100) valeurs.push(l2 / n / variance);
    }
  }
  return valeurs;
}

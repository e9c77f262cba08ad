// What may be sent as it is, what is shrunk first, what is told at once. The worker decides for good; this only spares a
// family the wait.
import { preparerPhoto, type Defaut } from "../../commun/image";

export const octetsMaximum = 20 * 1024 * 1024;

export type Choisi =
  | { ok: true; contenu: Blob; nom: string; apercu: boolean; defauts: Defaut[] }
  | { ok: false; code: "trop_lourd" | "mauvais_type" | "fichier_vide" };

// An Android gallery may hand over HEIC, and some phones give a file no type at all.
const extensions = /\.(jpe?g|png|pdf|webp|hei[cf]|tiff?)$/i;
const types = /^(image\/(jpeg|png|webp|heic|heif|tiff)|application\/pdf)$/;

export async function choisirFichier(fichier: File): Promise<Choisi> {
  if (fichier.size === 0) return { ok: false, code: "fichier_vide" };
  const connu = fichier.type === "" ? extensions.test(fichier.name) : types.test(fichier.type);
  if (!connu) return { ok: false, code: "mauvais_type" };
  const pdf = fichier.type === "application/pdf" || /\.pdf$/i.test(fichier.name);
  if (!pdf) {
    const photo = await preparerPhoto(fichier);
    if (photo.ok) {
      return { ok: true, contenu: photo.value.image, nom: fichier.name, apercu: true, defauts: photo.value.defauts };
    }
    // A picture this browser cannot draw (HEIC, mostly) goes as it is: the box can.
  }
  if (fichier.size > octetsMaximum) return { ok: false, code: "trop_lourd" };
  return { ok: true, contenu: fichier, nom: fichier.name, apercu: false, defauts: [] };
}

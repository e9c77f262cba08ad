// A file for her own disk, made in the page: nothing of it crosses the network.
export function enregistrer(nom: string, contenu: string | Uint8Array<ArrayBuffer>): void {
  const adresse = URL.createObjectURL(new Blob([contenu], { type: "application/octet-stream" }));
  const lien = document.createElement("a");
  lien.href = adresse;
  lien.download = nom;
  lien.click();
  setTimeout(() => URL.revokeObjectURL(adresse), 10_000);
}

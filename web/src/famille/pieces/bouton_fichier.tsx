// The buttons that open the camera or the files.
import { useMemo, useRef } from "preact/hooks";

const accepteImage = "image/jpeg,image/png";
const accepte = `${accepteImage},application/pdf`;

// A computer has no camera to hold over a sheet: one button, not two that do the same.
export const useTelephone = (): boolean => useMemo(() => matchMedia("(pointer: coarse)").matches, []);

interface ProprietesFichier {
  genre: "principal" | "second" | "lien";
  libelle: string;
  precise?: string; // what a screen reader hears, when many buttons say the same
  capture?: boolean;
  multiple?: boolean;
  image?: boolean;
  recevoir: (fichiers: readonly File[]) => void;
}

export function BoutonFichier({ genre, libelle, precise, capture, multiple, image, recevoir }: ProprietesFichier) {
  const champ = useRef<HTMLInputElement>(null);
  return (
    <label class={`bouton bouton-${genre} bouton-fichier`}>
      {libelle}
      <input
        ref={champ}
        class="lecteur-seul"
        type="file"
        aria-label={precise}
        accept={image ? accepteImage : accepte}
        multiple={multiple}
        {...(capture ? { capture: "environment" } : {})}
        onChange={(choix) => {
          const fichiers = [...(choix.currentTarget.files ?? [])];
          choix.currentTarget.value = ""; // the same file may be chosen again
          if (fichiers.length > 0) recevoir(fichiers);
        }}
      />
    </label>
  );
}

import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { t } from "../i18n";

interface Proprietes {
  titre: string;
  fermer: () => void;
  children: ComponentChildren;
}

// The browser's own dialog: it holds the focus and gives it back. Browsers before 2022 show it in the page instead.
export function Dialogue({ titre, fermer, children }: Proprietes) {
  const cadre = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialogue = cadre.current;
    if (typeof dialogue?.showModal === "function") dialogue.showModal();
    else {
      dialogue?.setAttribute("open", "");
      dialogue?.querySelector<HTMLElement>("button")?.focus();
    }
  }, []);
  return (
    <dialog
      class="dialogue"
      ref={cadre}
      aria-labelledby={id}
      onCancel={(annulation) => {
        annulation.preventDefault();
        fermer();
      }}
    >
      <div class="dialogue-tete">
        <h2 id={id}>{titre}</h2>
        <button type="button" class="bouton bouton-lien" onClick={fermer}>
          {t("commun.fermer")}
        </button>
      </div>
      {children}
    </dialog>
  );
}

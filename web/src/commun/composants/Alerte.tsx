import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n";

interface Proprietes {
  genre?: "info" | "succes" | "attention" | "erreur";
  titre?: string;
  children?: ComponentChildren;
}

const signes = { info: "i", succes: "✓", attention: "!", erreur: "!" } as const;

export function Alerte({ genre = "info", titre, children }: Proprietes) {
  return (
    <div class={`alerte alerte-${genre}`} role={genre === "erreur" ? "alert" : "status"}>
      <span class="alerte-signe" aria-hidden="true">
        {signes[genre]}
      </span>
      <div>
        {titre && <p class="alerte-titre">{titre}</p>}
        {children}
      </div>
    </div>
  );
}

// The summary on top of a form that was not accepted: takes the focus, leads to each field.
export function Resume({ erreurs }: { erreurs: ReadonlyArray<{ champ: string; message: string }> }) {
  const cadre = useRef<HTMLDivElement>(null);
  useEffect(() => cadre.current?.focus(), [erreurs]);
  if (erreurs.length === 0) return null;
  return (
    <div class="alerte alerte-erreur" role="alert" tabIndex={-1} ref={cadre}>
      <span class="alerte-signe" aria-hidden="true">
        !
      </span>
      <div>
        <p class="alerte-titre">{t("commun.erreurs_titre", { n: erreurs.length })}</p>
        <ul>
          {erreurs.map(({ champ, message }) => (
            <li key={champ}>
              <a href={`#${champ}`} onClick={(clic) => viser(clic, champ)}>
                {message}
              </a>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function viser(clic: MouseEvent, champ: string): void {
  clic.preventDefault();
  document.getElementById(champ)?.focus();
}

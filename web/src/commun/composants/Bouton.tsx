import type { ButtonHTMLAttributes, ComponentChildren } from "preact";

interface Proprietes extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "class" | "disabled"> {
  genre?: "principal" | "second" | "lien" | "danger";
  occupe?: boolean;
  children: ComponentChildren;
}

// A busy or refused button stays reachable (aria-disabled): a keyboard never loses its place.
export function Bouton({
  genre = "principal",
  occupe = false,
  type = "button",
  onClick,
  children,
  ...reste
}: Proprietes) {
  return (
    <button
      {...reste}
      type={type}
      class={`bouton bouton-${genre}`}
      aria-disabled={occupe || undefined}
      aria-busy={occupe || undefined}
      onClick={(clic) => (occupe ? clic.preventDefault() : onClick?.(clic))}
    >
      {children}
    </button>
  );
}

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

let premiere = true;

// The title of a screen or of one of its steps. It takes the focus when it appears, so that a screen reader says where
// we are; not at the first load, which the browser announces itself.
export function Titre({ children }: { children: ComponentChildren }) {
  const titre = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (premiere) {
      premiere = false;
      return;
    }
    // After the page has put its own focus on the new content.
    const differe = setTimeout(() => titre.current?.focus(), 0);
    return () => clearTimeout(differe);
  }, []);
  return (
    <h1 class="titre" tabIndex={-1} ref={titre}>
      {children}
    </h1>
  );
}

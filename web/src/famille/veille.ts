// What changes outside the screens: whoever shows it draws itself again when told.
import { useEffect, useState } from "preact/hooks";

export function veille(): { prevenir: () => void; useVeille: () => void } {
  const abonnes = new Set<() => void>();
  return {
    prevenir: () => {
      for (const un of abonnes) un();
    },
    useVeille: () => {
      const [, redessiner] = useState(0);
      useEffect(() => {
        const relire = () => redessiner((n) => n + 1);
        abonnes.add(relire);
        relire();
        return () => void abonnes.delete(relire);
      }, []);
    },
  };
}

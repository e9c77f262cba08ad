// A square to scan, drawn in the page: nothing of what it says goes anywhere else.
import qrcode from "qrcode-generator";
import { useMemo } from "preact/hooks";

interface Proprietes {
  texte: string;
  libelle: string;
}

export function Carre({ texte, libelle }: Proprietes) {
  const { trace, cote } = useMemo(() => tracer(texte), [texte]);
  return (
    <svg class="carre" viewBox={`0 0 ${cote} ${cote}`} role="img" aria-label={libelle} shape-rendering="crispEdges">
      <rect width={cote} height={cote} fill="#fff" />
      <path d={trace} fill="#000" />
    </svg>
  );
}

const marge = 4; // modules of silence around, as the standard asks

// One path for the whole square, a run of dark modules at a time: hundreds of letters stay light.
export function tracer(texte: string): { trace: string; cote: number } {
  const carre = qrcode(0, "M");
  carre.addData(texte, "Byte");
  carre.make();
  const n = carre.getModuleCount();
  let trace = "";
  for (let y = 0; y < n; y++) {
    for (let x = 0; x < n; x++) {
      if (!carre.isDark(y, x)) continue;
      const debut = x;
      while (x < n && carre.isDark(y, x)) x++;
      trace += `M${debut + marge} ${y + marge}h${x - debut}v1h-${x - debut}z`;
    }
  }
  return { trace, cote: n + 2 * marge };
}

// A state: words first; the colour only repeats them.
export type Ton = "neutre" | "cours" | "bon" | "attention" | "refus";

export function Etat({ ton, children }: { ton: Ton; children: string }) {
  return <span class={`etat etat-${ton}`}>{children}</span>;
}

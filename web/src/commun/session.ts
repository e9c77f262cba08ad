// Who is signed in, in this tab. Nothing of it is stored in the browser: a reload asks the box, the keys ask the phrase.
import { useEffect, useState } from "preact/hooks";
import type { Session } from "../api.gen";
import { deconnexion, fermerSession } from "./api";

const avertirAvant = 2 * 60_000;
const inactivite = { responsable: 15 * 60_000, secretariat: 30 * 60_000, infirmerie: 30 * 60_000 } as const;

export interface EtatSession {
  session: Session | null;
  veille: boolean; // « Êtes-vous toujours là ? » is due
}

let etat: EtatSession = { session: null, veille: false };
let derniereAction = 0;
let minuterie: ReturnType<typeof setInterval> | undefined;
const abonnes = new Set<() => void>();
const nettoyages = new Set<() => void>();
// Signing out in one tab signs out in all of them: they share the cookie.
const onglets = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("dsco-session");

function poser(nouveau: EtatSession): void {
  etat = nouveau;
  for (const prevenir of abonnes) prevenir();
}

export function demarrerSession(session: Session): void {
  derniereAction = Date.now();
  poser({ session, veille: false });
  clearInterval(minuterie);
  minuterie = setInterval(surveiller, 5_000);
}

export const sessionCourante = (): Session | null => etat.session;

export function useSession(): EtatSession {
  const [vu, voir] = useState(etat);
  useEffect(() => {
    const relire = () => voir(etat);
    relire();
    abonnes.add(relire);
    return () => void abonnes.delete(relire);
  }, []);
  return vu;
}

// What must go when the person leaves: the vault's worker, a photo waiting, an object URL.
export function auDepart(nettoyer: () => void): () => void {
  nettoyages.add(nettoyer);
  return () => void nettoyages.delete(nettoyer);
}

export function signalerActivite(): void {
  derniereAction = Date.now();
  if (etat.veille) poser({ ...etat, veille: false });
}

// The keys go first, whatever the network says about the cookie.
export async function quitter(): Promise<void> {
  oublier();
  onglets?.postMessage("quitter");
  await fermerSession();
}

export function oublier(): void {
  clearInterval(minuterie);
  for (const nettoyer of nettoyages) nettoyer();
  sessionStorage.clear();
  localStorage.clear();
  poser({ session: null, veille: false });
}

function surveiller(): void {
  if (!etat.session) return;
  const reste = inactivite[etat.session.role] - (Date.now() - derniereAction);
  if (reste <= 0) void quitter();
  else if (reste <= avertirAvant && !etat.veille) poser({ ...etat, veille: true });
}

// Once per page. Typing and tapping count as presence; the warning itself is answered by its button only.
export function surveillerPresence(): void {
  for (const geste of ["pointerdown", "keydown"]) {
    addEventListener(geste, () => void (etat.veille || signalerActivite()), { passive: true });
  }
  onglets?.addEventListener("message", (message) => message.data === "quitter" && oublier());
  deconnexion.addEventListener("fermee", () => etat.session && oublier());
}

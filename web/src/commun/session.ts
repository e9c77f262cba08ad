// Who is signed in, in this tab. Nothing of it is stored in the browser: a reload asks the box, the keys ask the phrase.
import { useEffect, useState } from "preact/hooks";
import type { Session } from "../api.gen";
import { deconnexion, fermerSession } from "./api";

const avertirAvant = 2 * 60_000;
const inactivite = (role: Session["role"]) => (role === "responsable" ? 15 : 30) * 60_000;

export interface EtatSession {
  session: Session | null;
  veille: boolean; // « Êtes-vous toujours là ? » is due
  partie: boolean; // she left on purpose: nothing of hers waits behind the phrase
}

let etat: EtatSession = { session: null, veille: false, partie: false };
let derniereAction = 0;
let derniereAnnonce = 0;
let minuterie: ReturnType<typeof setInterval> | undefined;
const abonnes = new Set<() => void>();
const nettoyages = new Set<(voulu: boolean) => void>();
// Tabs share the cookie: signing out in one signs out in all of them, and being present in one is being present.
const onglets = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("dsco-session");

function poser(nouveau: EtatSession): void {
  etat = nouveau;
  for (const prevenir of abonnes) prevenir();
}

export function demarrerSession(session: Session): void {
  derniereAction = Date.now();
  revenue = false;
  poser({ session, veille: false, partie: false });
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

// What must go when the access closes: the vault's worker, a photo waiting, an object URL. `voulu`: she chose to leave.
export function auDepart(nettoyer: (voulu: boolean) => void): () => void {
  nettoyages.add(nettoyer);
  return () => void nettoyages.delete(nettoyer);
}

// Nobody touched the page for five minutes since the phrase was given: what was sealed asks for it again.
let revenue = false;
export const longtempsAbsente = (): boolean => revenue || Date.now() - derniereAction > 5 * 60_000;

const annonceTous = 20_000;

export function signalerActivite(): void {
  noterPresence();
  if (!etat.session || Date.now() - derniereAnnonce < annonceTous) return;
  derniereAnnonce = Date.now();
  onglets?.postMessage("present");
}

function noterPresence(): void {
  revenue = longtempsAbsente();
  derniereAction = Date.now();
  if (etat.veille) poser({ ...etat, veille: false });
}

// Nobody is there any more. The keys go first, whatever the network says about the cookie.
async function refermer(): Promise<void> {
  oublier();
  onglets?.postMessage("quitter");
  await fermerSession();
}

// Chosen: drafts go too, in every tab, and the screen does not wait for the box.
export function partir(): void {
  oublier(true);
  onglets?.postMessage("partir");
  void fermerSession();
}

export function oublier(voulu = false): void {
  clearInterval(minuterie);
  for (const nettoyer of nettoyages) nettoyer(voulu);
  sessionStorage.clear();
  localStorage.clear();
  if (voulu) globalThis.indexedDB?.deleteDatabase("dsco-plis"); // sante/gardes.ts, fetched or not
  poser({ session: null, veille: false, partie: voulu });
}

function surveiller(): void {
  if (!etat.session) return;
  const reste = inactivite(etat.session.role) - (Date.now() - derniereAction);
  if (reste <= 0) void refermer();
  else if (reste <= avertirAvant && !etat.veille) poser({ ...etat, veille: true });
}

// Once per page. Typing and tapping count as presence; the warning itself is answered by its button only.
export function surveillerPresence(): void {
  for (const geste of ["pointerdown", "keydown"]) {
    addEventListener(geste, () => void (etat.veille || signalerActivite()), { passive: true });
  }
  onglets?.addEventListener("message", ({ data }) => {
    if (data === "present") noterPresence();
    else if (data === "quitter" || data === "partir") oublier(data === "partir");
  });
  deconnexion.addEventListener("fermee", () => etat.session && oublier());
}

// The pièces that wait, in the order they were found when the review began: a row that is decided stays in its place, so
// that « précédente » goes back to it. Shared by the screens of one tab, forgotten when the agent leaves.
import { useEffect, useState } from "preact/hooks";
import type { PieceRelue, Relecture } from "../../api.gen";
import { adressePageRelue, lirePieceRelue, lireRelectures } from "../../commun/api";
import { auDepart } from "../../commun/session";

export interface Annulable {
  piece: string;
  decision: "acceptee" | "a_refaire";
  eleve: string;
}

interface Etat {
  liste: readonly Relecture[] | undefined; // undefined: not asked yet
  decidees: ReadonlySet<string>;
  code: string | undefined;
  annulable: Annulable | undefined;
}

const vide: Etat = { liste: undefined, decidees: new Set(), code: undefined, annulable: undefined };
let etat = vide;
let minuterie: ReturnType<typeof setTimeout> | undefined;
const abonnes = new Set<() => void>();
export const secondesAnnuler = 10;

function poser(change: Partial<Etat>): void {
  etat = { ...etat, ...change };
  for (const prevenir of abonnes) prevenir();
}

auDepart(() => {
  clearTimeout(minuterie);
  avances.clear();
  poser(vide);
});

export const restantes = (): readonly Relecture[] => (etat.liste ?? []).filter((une) => !etat.decidees.has(une.piece));

export async function relireFile(): Promise<void> {
  const lue = await lireRelectures();
  if (lue.ok) poser({ liste: lue.value.relectures, decidees: new Set(), code: undefined });
  else poser({ code: lue.code });
}

export function useFile(): Etat & { reste: number | undefined } {
  const [vu, voir] = useState(etat);
  useEffect(() => {
    const relire = () => voir(etat);
    relire();
    abonnes.add(relire);
    if (!etat.liste) void relireFile();
    return () => void abonnes.delete(relire);
  }, []);
  return { ...vu, reste: vu.liste ? vu.liste.length - vu.decidees.size : undefined };
}

export function voisines(piece: string): { rang: number; avant: string | undefined; apres: string | undefined } {
  const liste = etat.liste ?? [];
  const rang = liste.findIndex((une) => une.piece === piece);
  if (rang < 0) return { rang, avant: undefined, apres: liste[0]?.piece };
  return { rang, avant: liste[rang - 1]?.piece, apres: liste[rang + 1]?.piece };
}

// The next one still to decide after this one; from the top again when the end is reached.
export function suivante(piece: string): string | undefined {
  const liste = etat.liste ?? [];
  const rang = liste.findIndex((une) => une.piece === piece);
  const ordre = [...liste.slice(rang + 1), ...liste.slice(0, Math.max(0, rang))];
  return ordre.find((une) => !etat.decidees.has(une.piece) && une.piece !== piece)?.piece;
}

export function marquerDecidee(annulable: Annulable): void {
  clearTimeout(minuterie);
  poser({ decidees: new Set([...etat.decidees, annulable.piece]), annulable });
  minuterie = setTimeout(oublierAnnulable, secondesAnnuler * 1000);
  avances.delete(annulable.piece);
}

export function marquerReprise(piece: string): void {
  const decidees = new Set(etat.decidees);
  decidees.delete(piece);
  poser({ decidees });
  oublierAnnulable();
}

export function oublierAnnulable(): void {
  clearTimeout(minuterie);
  poser({ annulable: undefined });
}

export const annulableCourante = (): Annulable | undefined => etat.annulable;

// --- the next pièce, fetched while this one is read
const avances = new Map<string, { demande: ReturnType<typeof lirePieceRelue>; images: HTMLImageElement[] }>();

export function avancer(piece: string | undefined): void {
  if (!piece || avances.has(piece)) return;
  const images: HTMLImageElement[] = [];
  const demande = lirePieceRelue(piece);
  avances.set(piece, { demande, images });
  void demande.then((lue) => {
    if (!lue.ok) return avances.delete(piece);
    // Held by this list, so that the screen finds them decoded: the answers themselves are never kept on disk.
    for (const { numero } of lue.value.pages.slice(0, 2)) {
      const image = new Image();
      image.src = adressePageRelue(piece, numero);
      images.push(image);
    }
  });
  for (const autre of [...avances.keys()].slice(0, -3)) avances.delete(autre);
}

export async function ouvrirPiece(piece: string): ReturnType<typeof lirePieceRelue> {
  const avance = avances.get(piece);
  avances.delete(piece);
  if (avance) {
    const lue = await avance.demande;
    if (lue.ok) return lue;
  }
  return lirePieceRelue(piece);
}

// After the family sent another version: the one that waits now for the same child, adult and kind of pièce.
export const remplacante = (ancienne: PieceRelue): string | undefined =>
  (etat.liste ?? []).find(
    (une) =>
      une.piece !== ancienne.piece &&
      une.type === ancienne.type &&
      une.responsable === ancienne.responsable &&
      une.eleve.nom === ancienne.eleve.nom &&
      une.eleve.prenom === ancienne.eleve.prenom &&
      une.eleve.naissance === ancienne.eleve.naissance,
  )?.piece;

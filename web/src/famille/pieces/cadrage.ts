// The frame of an identity photo over the picture: 35 by 45, moved and enlarged inside it, never outside. Pure.
export interface Cadre {
  x: number;
  y: number;
  largeur: number;
  hauteur: number;
}
interface Taille {
  largeur: number;
  hauteur: number;
}

const rapport = 35 / 45;
const plusPetit = 0.2; // of the widest frame: below, a printed photo would be a handful of pixels

export function cadreEntier({ largeur, hauteur }: Taille): Cadre {
  const l = Math.min(largeur, hauteur * rapport);
  const h = l / rapport;
  return { x: (largeur - l) / 2, y: (hauteur - h) / 2, largeur: l, hauteur: h };
}

const borner = (valeur: number, maximum: number) => Math.min(Math.max(0, valeur), Math.max(0, maximum));

export function glisser(cadre: Cadre, image: Taille, dx: number, dy: number): Cadre {
  return {
    ...cadre,
    x: borner(cadre.x + dx, image.largeur - cadre.largeur),
    y: borner(cadre.y + dy, image.hauteur - cadre.hauteur),
  };
}

// facteur > 1 comes closer. The middle of the frame stays where it was, as far as the picture allows.
export function approcher(cadre: Cadre, image: Taille, facteur: number): Cadre {
  const entier = cadreEntier(image);
  const largeur = Math.min(entier.largeur, Math.max(entier.largeur * plusPetit, cadre.largeur / facteur));
  const hauteur = largeur / rapport;
  const centre = { x: cadre.x + cadre.largeur / 2, y: cadre.y + cadre.hauteur / 2 };
  return glisser({ x: centre.x - largeur / 2, y: centre.y - hauteur / 2, largeur, hauteur }, image, 0, 0);
}

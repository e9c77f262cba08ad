// An identity photo under its frame: dragged, or moved by buttons. The drawing says it all: no word is ever said
// of a face.
import { useEffect, useRef, useState } from "preact/hooks";
import { Bouton } from "../../commun/composants/Bouton";
import { enJpeg, type ImageOuverte, ouvrirImage } from "../../commun/image";
import { t, type Cle } from "../../commun/i18n";
import { approcher, type Cadre, cadreEntier, glisser } from "./cadrage";

const largeur = 350;
const hauteur = 450;
const pas = 0.06; // of the frame, for one press
const zoom = 1.15;

interface Proprietes {
  contenu: Blob;
  garder: (contenu: Blob | undefined) => void; // undefined: the whole photo
}

export function Cadrer({ contenu, garder }: Proprietes) {
  const toile = useRef<HTMLCanvasElement>(null);
  const titre = useRef<HTMLHeadingElement>(null);
  const [image, poserImage] = useState<ImageOuverte>();
  const [cadre, poser] = useState<Cadre>();
  const prise = useRef<{ x: number; y: number } | null>(null);

  useEffect(() => {
    let ouverte: ImageOuverte | null = null;
    let la = true;
    void ouvrirImage(contenu).then((lue) => {
      ouverte = lue;
      if (!la || !lue) return lue?.fermer();
      poserImage(lue);
      poser(cadreEntier(lue));
      titre.current?.focus();
    });
    return () => {
      la = false;
      ouverte?.fermer();
    };
  }, [contenu]);

  useEffect(() => {
    if (image && cadre && toile.current) dessiner(toile.current, image, cadre, true);
  }, [image, cadre]);

  const bouger = (dx: number, dy: number) =>
    image && poser((c) => c && glisser(c, image, dx * c.largeur * pas, dy * c.hauteur * pas));
  const rapprocher = (facteur: number) => image && poser((c) => c && approcher(c, image, facteur));

  const decouper = async () => {
    if (!image || !cadre) return;
    const sortie = document.createElement("canvas");
    const echelle = Math.min(1, 1350 / cadre.hauteur);
    sortie.width = Math.round(cadre.largeur * echelle);
    sortie.height = Math.round(cadre.hauteur * echelle);
    dessiner(sortie, image, cadre, false);
    garder((await enJpeg(sortie)) ?? undefined);
  };

  // The picture follows the finger: the frame goes the other way.
  const suivre = (geste: PointerEvent) => {
    const depart = prise.current;
    const vue = toile.current?.getBoundingClientRect();
    if (!depart || !vue || !image || vue.width === 0) return;
    const { clientX, clientY } = geste;
    poser((c) => {
      if (!c) return c;
      const echelle = c.largeur / vue.width;
      return glisser(c, image, (depart.x - clientX) * echelle, (depart.y - clientY) * echelle);
    });
    prise.current = { x: clientX, y: clientY };
  };

  const boutons: ReadonlyArray<[Cle, string, () => void]> = [
    ["pieces.cadrer_gauche", "←", () => bouger(-1, 0)],
    ["pieces.cadrer_droite", "→", () => bouger(1, 0)],
    ["pieces.cadrer_plus", "+", () => rapprocher(zoom)],
    ["pieces.cadrer_haut", "↑", () => bouger(0, -1)],
    ["pieces.cadrer_bas", "↓", () => bouger(0, 1)],
    ["pieces.cadrer_moins", "−", () => rapprocher(1 / zoom)],
  ];

  return (
    <section class="cadrer">
      <h2 class="titre" tabIndex={-1} ref={titre}>
        {t("pieces.cadrer_titre")}
      </h2>
      <p>{t("pieces.cadrer_aide")}</p>
      <div class="cadrer-zone">
        <canvas
          ref={toile}
          width={largeur}
          height={hauteur}
          role="img"
          aria-label={t("pieces.cadrer_zone")}
          onPointerDown={(geste) => {
            prise.current = { x: geste.clientX, y: geste.clientY };
            geste.currentTarget.setPointerCapture(geste.pointerId);
          }}
          onPointerMove={suivre}
          onPointerUp={() => {
            prise.current = null;
          }}
          onPointerCancel={() => {
            prise.current = null;
          }}
        />
      </div>
      <div class="cadrer-boutons">
        {boutons.map(([cle, signe, faire]) => (
          <button
            type="button"
            key={cle}
            class="bouton bouton-second"
            aria-label={t(cle)}
            title={t(cle)}
            onClick={faire}
          >
            <span aria-hidden="true">{signe}</span>
          </button>
        ))}
      </div>
      <div class="boutons-colles">
        <Bouton onClick={() => void decouper()}>{t("pieces.cadrer_garder")}</Bouton>
        <Bouton genre="second" onClick={() => garder(undefined)}>
          {t("pieces.cadrer_tout")}
        </Bouton>
      </div>
    </section>
  );
}

function dessiner(toile: HTMLCanvasElement, image: ImageOuverte, cadre: Cadre, guide: boolean): void {
  const { width, height } = toile;
  const dessin = toile.getContext("2d");
  if (!dessin) return;
  dessin.drawImage(image.source, cadre.x, cadre.y, cadre.largeur, cadre.hauteur, 0, 0, width, height);
  if (!guide) return;
  for (const [couleur, trait] of [
    ["rgb(0 0 0 / 0.55)", 5],
    ["#fff", 2.5],
  ] as const) {
    dessin.strokeStyle = couleur;
    dessin.lineWidth = trait;
    dessin.setLineDash([9, 6]);
    dessin.beginPath();
    dessin.ellipse(width / 2, height * 0.46, width * 0.3, height * 0.37, 0, 0, 2 * Math.PI);
    dessin.moveTo(width * 0.06, height);
    dessin.quadraticCurveTo(width * 0.12, height * 0.86, width * 0.34, height * 0.84);
    dessin.moveTo(width * 0.94, height);
    dessin.quadraticCurveTo(width * 0.88, height * 0.86, width * 0.66, height * 0.84);
    dessin.stroke();
  }
}

// The pages chosen, before they leave: looked at, ordered, retaken, completed.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { PieceType } from "../../api.gen";
import { Alerte } from "../../commun/composants/Alerte";
import { Bouton } from "../../commun/composants/Bouton";
import { Progression } from "../../commun/composants/Progression";
import { taille } from "../../commun/format";
import { t, tSiConnu } from "../../commun/i18n";
import { deplacer, type Feuille, feuillesMaximum, inserer, poserFeuilles, retirer } from "./feuilles";
import { BoutonFichier, useTelephone } from "./bouton_fichier";
import type { Reception } from "./fichier";

interface Proprietes {
  volet: string;
  type: PieceType;
  feuilles: readonly Feuille[];
  reception: Reception;
  cadrer: (id: number) => void;
  envoyer: () => void;
}

export function Composer({ volet, type, feuilles, reception, cadrer, envoyer }: Proprietes) {
  const titre = useRef<HTMLHeadingElement>(null);
  const [dite, dire] = useState("");
  const [retiree, noterRetiree] = useState<{ rang: number; feuille: Feuille }>();
  const vise = useRef<readonly string[]>([]); // the button to give the focus back to, once the page has moved

  useEffect(() => titre.current?.focus(), []);
  useEffect(() => {
    // At either end one of the two buttons is gone: the other takes the focus.
    const [premier, autre] = vise.current;
    (document.getElementById(premier ?? "") ?? document.getElementById(autre ?? ""))?.focus();
    vise.current = [];
  });

  const poser = (nouvelles: readonly Feuille[]) => poserFeuilles(volet, type, nouvelles);
  const bouger = (feuille: Feuille, sens: -1 | 1) => {
    const nouvelles = deplacer(feuilles, feuille.id, sens);
    if (nouvelles === feuilles) return;
    const boutons = [`monter-${feuille.id}`, `descendre-${feuille.id}`];
    vise.current = sens < 0 ? boutons : boutons.reverse();
    dire(t("pieces.deplacee", { n: nouvelles.indexOf(feuille) + 1 }));
    poser(nouvelles);
  };
  const enlever = (feuille: Feuille, rang: number) => {
    vise.current = ["remettre"];
    noterRetiree({ rang, feuille });
    poser(retirer(feuilles, feuille.id));
  };

  const seule = feuilles.length === 1 ? feuilles[0] : undefined;
  const plusieurs = feuilles.length > 1;
  const portrait = type === "photo_identite";
  const conseil = tSiConnu("pieces", `conseil_${type}`);
  return (
    <>
      <h2 class="titre" tabIndex={-1} ref={titre}>
        {plusieurs
          ? t("pieces.pages_titre", { n: feuilles.length })
          : t(portrait ? "pieces.portrait_titre" : seule?.apercu ? "pieces.lisible_titre" : "pieces.pdf_titre")}
      </h2>
      {(plusieurs || seule?.apercu) && !portrait && <p>{t(plusieurs ? "pieces.pages_aide" : "pieces.lisible_aide")}</p>}
      <ol class="envoi-pages">
        {feuilles.map((feuille, i) => (
          <Page
            key={feuille.id}
            feuille={feuille}
            numero={i + 1}
            total={feuilles.length}
            bouger={(sens) => bouger(feuille, sens)}
            enlever={() => enlever(feuille, i)}
            reprendre={(fichiers) => reception.recevoir(fichiers, feuille.id)}
            cadrer={portrait && feuille.apercu ? () => cadrer(feuille.id) : undefined}
          />
        ))}
      </ol>
      <p class="lecteur-seul" role="status">
        {dite}
      </p>
      {retiree && (
        <p class="note" role="status">
          {t("pieces.page_retiree")}{" "}
          <Bouton
            genre="lien"
            id="remettre"
            onClick={() => {
              poser(inserer(feuilles, retiree.rang, retiree.feuille));
              noterRetiree(undefined);
              titre.current?.focus();
            }}
          >
            {t("pieces.remettre")}
          </Bouton>
        </p>
      )}
      {reception.refus && (
        <Alerte genre="erreur">
          <p>{reception.refus}</p>
        </Alerte>
      )}
      {reception.preparation && <Progression libelle={t("pieces.preparation")} />}
      {!portrait && (
        <Ajouter
          pleine={feuilles.length >= feuillesMaximum}
          conseil={conseil}
          recevoir={(fichiers) => reception.recevoir(fichiers)}
        />
      )}
      <div class="boutons-colles">
        <Bouton onClick={envoyer} occupe={reception.preparation}>
          {plusieurs
            ? t("pieces.envoyer_pages", { n: feuilles.length })
            : t(seule?.apercu && !portrait ? "pieces.envoyer_lisible" : "pieces.envoyer")}
        </Bouton>
        {!plusieurs && (
          <Bouton genre="second" onClick={() => poser([])}>
            {t("pieces.reprendre")}
          </Bouton>
        )}
      </div>
    </>
  );
}

function Ajouter({
  pleine,
  conseil,
  recevoir,
}: {
  pleine: boolean;
  conseil: string | undefined;
  recevoir: (fichiers: readonly File[]) => void;
}) {
  const telephone = useTelephone();
  if (pleine) return <p class="note">{t("pieces.pages_pleines")}</p>;
  return (
    <section class="ajouter" aria-labelledby="ajouter">
      <h3 id="ajouter">{t("pieces.ajouter_titre")}</h3>
      {conseil && <p class="discret">{conseil}</p>}
      <div class="boutons">
        {telephone && <BoutonFichier genre="second" libelle={t("pieces.ajouter_photo")} capture recevoir={recevoir} />}
        <BoutonFichier genre="second" libelle={t("pieces.ajouter_fichier")} multiple recevoir={recevoir} />
      </div>
    </section>
  );
}

interface ProprietesPage {
  feuille: Feuille;
  numero: number;
  total: number;
  bouger: (sens: -1 | 1) => void;
  enlever: () => void;
  reprendre: (fichiers: readonly File[]) => void;
  cadrer: (() => void) | undefined;
}

function Page({ feuille, numero, total, bouger, enlever, reprendre, cadrer }: ProprietesPage) {
  const adresse = useMemo(() => (feuille.apercu ? URL.createObjectURL(feuille.contenu) : ""), [feuille]);
  useEffect(() => () => adresse !== "" && (URL.revokeObjectURL(adresse) as undefined), [adresse]);
  const sur = (geste: string) => t("pieces.sur_page", { geste, n: numero });
  return (
    <li class="envoi-page">
      {total > 1 && <p class="envoi-numero">{t(feuille.apercu ? "pieces.page" : "pieces.fichier_n", { n: numero })}</p>}
      {feuille.defauts.map((defaut) => (
        <Alerte key={defaut} genre="attention">
          <p>{t(`pieces.${defaut}`)}</p>
        </Alerte>
      ))}
      {feuille.apercu ? (
        <img
          class={total > 1 ? "apercu apercu-petit" : "apercu"}
          src={adresse}
          alt={total > 1 ? t("pieces.page_image", { n: numero }) : t("pieces.apercu")}
        />
      ) : (
        <p class="fichier-choisi">
          {t("pieces.pdf_detail", { nom: feuille.nom, taille: taille(feuille.contenu.size) })}
        </p>
      )}
      {(total > 1 || cadrer) && (
        <div class="envoi-gestes">
          {numero > 1 && (
            <Bouton
              genre="second"
              id={`monter-${feuille.id}`}
              aria-label={sur(t("pieces.monter"))}
              onClick={() => bouger(-1)}
            >
              <span aria-hidden="true">↑</span> {t("pieces.monter")}
            </Bouton>
          )}
          {numero < total && (
            <Bouton
              genre="second"
              id={`descendre-${feuille.id}`}
              aria-label={sur(t("pieces.descendre"))}
              onClick={() => bouger(1)}
            >
              <span aria-hidden="true">↓</span> {t("pieces.descendre")}
            </Bouton>
          )}
          {cadrer && (
            <Bouton genre="second" onClick={cadrer}>
              {t("pieces.cadrer")}
            </Bouton>
          )}
          {total > 1 && (
            <>
              <BoutonFichier
                genre="lien"
                libelle={t("pieces.reprendre")}
                precise={sur(t("pieces.reprendre"))}
                recevoir={reprendre}
              />
              <Bouton genre="lien" aria-label={sur(t("pieces.retirer"))} onClick={enlever}>
                {t("pieces.retirer")}
              </Bouton>
            </>
          )}
        </div>
      )}
    </li>
  );
}

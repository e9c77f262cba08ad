import textesMotif from "virtual:textes/motif";
import textesPieces from "virtual:textes/pieces";
import textesRaison from "virtual:textes/raison";
import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Accueil, Piece as PieceRecue, PieceType } from "../../api.gen";
import type { ProprietesEcran } from "../../commun/application";
import { messageAcces } from "../../commun/acces/connexion";
import { Alerte } from "../../commun/composants/Alerte";
import { Bouton } from "../../commun/composants/Bouton";
import { Progression } from "../../commun/composants/Progression";
import { Titre } from "../../commun/composants/Titre";
import { taille } from "../../commun/format";
import { chargerTextes, messageErreur, t, tSiConnu } from "../../commun/i18n";
import { nomPiece } from "../accueil/accueil";
import { trouverPiece, trouverVolet, useMoi } from "../moi";
import { accepte, type Choisi, choisirFichier } from "./choix_fichier";
import { abandonnerEnvoi, envoyerPiece, type Envoi, reessayerEnvoi, useEnvoi } from "./envois";
import { longue, usePiece } from "./lecture";
import { Reponse } from "./reponse";

for (const textes of [textesPieces, textesRaison, textesMotif]) chargerTextes(textes);

export function Piece({ parametres, etablissement }: ProprietesEcran) {
  const { moi, code } = useMoi();
  const volet = trouverVolet(moi, parametres.volet);
  const demandee = trouverPiece(volet, parametres.type);
  if (code && !moi) {
    return (
      <>
        <Titre>{t("famille.titre")}</Titre>
        <Alerte genre="erreur">
          <p>{messageErreur(code)}</p>
        </Alerte>
      </>
    );
  }
  if (!moi) {
    return (
      <p class="attente" role="status">
        {t("commun.chargement")}
      </p>
    );
  }
  if (!volet || !demandee) {
    return (
      <>
        <Titre>{t("famille.introuvable_titre")}</Titre>
        <p>{t("famille.introuvable")}</p>
        <Retour />
      </>
    );
  }
  return (
    <UnePiece
      volet={volet.id}
      type={demandee.type}
      obligatoire={demandee.obligatoire}
      prenom={volet.eleve.prenom}
      etablissement={etablissement}
    />
  );
}

const Retour = () => (
  <p>
    <a href="/">{t("famille.vers_accueil")}</a>
  </p>
);

interface Proprietes {
  volet: string;
  type: PieceType;
  obligatoire: boolean;
  prenom: string;
  etablissement: Accueil | null;
}

type Choix = Choisi & { ok: true };

function UnePiece({ volet, type, obligatoire, prenom, etablissement }: Proprietes) {
  const { piece, code, lectures, poser } = usePiece(volet, type);
  const envoi = useEnvoi(volet, type);
  const [choix, choisir] = useState<Choix | null>(null);
  const [preparation, preparer] = useState(false);
  const [refus, refuser] = useState<string>();
  const [redemande, redemander] = useState(false); // « Envoyer une autre photo »

  const recevoir = async (fichier: File | undefined) => {
    if (!fichier) return;
    refuser(undefined);
    preparer(true);
    const lu = await choisirFichier(fichier);
    preparer(false);
    if (lu.ok) choisir(lu);
    else refuser(tSiConnu("pieces", lu.code));
  };

  const envoyer = () => {
    if (!choix) return;
    envoyerPiece(volet, type, choix.contenu, (deposee) => {
      redemander(false);
      poser(deposee);
    });
    choisir(null);
  };

  const fermee = etablissement !== null && etablissement.campagne !== "ouverte";
  const peutEnvoyer = !fermee && piece !== null && piece.etat !== "acceptee";
  const montrerChoix =
    peutEnvoyer &&
    (redemande || piece.etat === "a_envoyer" || piece.etat === "a_refaire") &&
    piece.etat !== "en_lecture";

  let corps: ComponentChildren;
  if (choix) corps = <Apercu choix={choix} reprendre={() => choisir(null)} envoyer={envoyer} />;
  else if (envoi) corps = <EnvoiEnCours envoi={envoi} volet={volet} type={type} />;
  else if (preparation) corps = <Progression libelle={t("pieces.preparation")} />;
  else if (!piece) {
    corps = code ? (
      <Alerte genre="erreur">
        <p>{messageErreur(code)}</p>
      </Alerte>
    ) : (
      <p class="attente" role="status">
        {t("commun.chargement")}
      </p>
    );
  } else {
    corps = (
      <>
        {piece.etat === "en_lecture" && <EnLecture piece={piece} lectures={lectures} code={code} />}
        {piece.etat !== "en_lecture" && !redemande && <Reponse volet={volet} piece={piece} />}
        {fermee && piece.etat !== "acceptee" && (
          <Alerte genre="attention">
            <p>{t(etablissement?.campagne === "preparee" ? "famille.preparee" : "famille.fermee")}</p>
          </Alerte>
        )}
        {montrerChoix && <Consignes type={type} />}
        {refus && (
          <Alerte genre="erreur">
            <p>{refus}</p>
          </Alerte>
        )}
        {montrerChoix && <Choisir recevoir={(fichier) => void recevoir(fichier)} />}
        {!redemande && piece.etat === "lue" && (
          <Suites piece={piece} autre={peutEnvoyer ? () => redemander(true) : undefined} />
        )}
        {montrerChoix && <NoteMedicale volet={volet} />}
        {redemande && (
          <Bouton genre="lien" onClick={() => redemander(false)}>
            {t("pieces.garder")}
          </Bouton>
        )}
      </>
    );
  }

  return (
    <>
      <p class="fil">
        <a href="/">{t("famille.titre")}</a>
      </p>
      <Titre>{nomPiece(type)}</Titre>
      <p class="discret">
        {t("pieces.pour", { prenom })} · {t(obligatoire ? "pieces.obligatoire" : "pieces.souhaitee")}
      </p>
      {corps}
    </>
  );
}

// What seems right leads home; what is doubted leads to another photo. Both are always there.
function Suites({ piece, autre }: { piece: PieceRecue; autre: (() => void) | undefined }) {
  const bonne = piece.outcome === "conforme" || !piece.outcome;
  const partir = (
    <a key="partir" class={`bouton ${bonne ? "bouton-principal" : "bouton-second"}`} href="/">
      {t(bonne ? "pieces.revenir" : "pieces.garder")}
    </a>
  );
  const refaire = autre && (
    <Bouton key="refaire" genre={bonne ? "second" : "principal"} onClick={autre}>
      {t("pieces.envoyer_autre")}
    </Bouton>
  );
  return <>{bonne ? [partir, refaire] : [refaire, partir]}</>;
}

function Consignes({ type }: { type: PieceType }) {
  const pourquoi = tSiConnu("pieces", `pourquoi_${type}`) ?? t("pieces.pourquoi_autre");
  const bon = tSiConnu("pieces", `bon_${type}`) ?? t("pieces.bon_autre");
  return (
    <dl class="consignes">
      <dt>{t("pieces.pourquoi_titre")}</dt>
      <dd>{pourquoi}</dd>
      <dt>{t("pieces.bon_titre")}</dt>
      <dd>{bon}</dd>
    </dl>
  );
}

function NoteMedicale({ volet }: { volet: string }) {
  return (
    <p class="note">
      <strong>{t("pieces.medical")}</strong> <a href={`/famille/${volet}/sante`}>{t("pieces.medical_lien")}</a>
    </p>
  );
}

function Choisir({ recevoir }: { recevoir: (fichier: File | undefined) => void }) {
  // A computer has no camera to hold over a sheet: one button, not two that do the same.
  const telephone = useMemo(() => matchMedia("(pointer: coarse)").matches, []);
  return (
    <div class="choisir">
      {telephone && <BoutonFichier genre="principal" libelle={t("pieces.photo")} capture recevoir={recevoir} />}
      <BoutonFichier genre={telephone ? "second" : "principal"} libelle={t("pieces.fichier")} recevoir={recevoir} />
      <p class="discret">{t("pieces.fichier_aide")}</p>
    </div>
  );
}

interface ProprietesFichier {
  genre: "principal" | "second";
  libelle: string;
  capture?: boolean;
  recevoir: (fichier: File | undefined) => void;
}

function BoutonFichier({ genre, libelle, capture = false, recevoir }: ProprietesFichier) {
  return (
    <label class={`bouton bouton-${genre} bouton-fichier`}>
      {libelle}
      <input
        class="lecteur-seul"
        type="file"
        accept={accepte}
        {...(capture ? { capture: "environment" } : {})}
        onChange={(choix) => {
          const champ = choix.currentTarget;
          recevoir(champ.files?.[0]);
          champ.value = ""; // the same file may be chosen again after « Reprendre »
        }}
      />
    </label>
  );
}

function Apercu({ choix, reprendre, envoyer }: { choix: Choix; reprendre: () => void; envoyer: () => void }) {
  const adresse = useMemo(() => (choix.apercu ? URL.createObjectURL(choix.contenu) : ""), [choix]);
  const titre = useRef<HTMLHeadingElement>(null);
  useEffect(() => titre.current?.focus(), []);
  useEffect(() => () => adresse !== "" && (URL.revokeObjectURL(adresse) as undefined), [adresse]);
  return (
    <>
      <h2 class="titre" tabIndex={-1} ref={titre}>
        {t(choix.apercu ? "pieces.lisible_titre" : "pieces.pdf_titre")}
      </h2>
      {choix.apercu ? (
        <>
          {choix.defauts.map((defaut) => (
            <Alerte key={defaut} genre="attention">
              <p>{t(`pieces.${defaut}`)}</p>
            </Alerte>
          ))}
          <p>{t("pieces.lisible_aide")}</p>
          <img class="apercu" src={adresse} alt={t("pieces.apercu")} />
        </>
      ) : (
        <p class="fichier-choisi">{t("pieces.pdf_detail", { nom: choix.nom, taille: taille(choix.contenu.size) })}</p>
      )}
      <div class="boutons-colles">
        <Bouton onClick={envoyer}>{t(choix.apercu ? "pieces.envoyer_lisible" : "pieces.envoyer")}</Bouton>
        <Bouton genre="second" onClick={reprendre}>
          {t("pieces.reprendre")}
        </Bouton>
      </div>
    </>
  );
}

function EnvoiEnCours({ envoi, volet, type }: { envoi: Envoi; volet: string; type: PieceType }) {
  if (envoi.etat === "rate") {
    return (
      <>
        <Alerte genre="erreur" titre={t("pieces.envoi_rate")}>
          <p>{messageAcces(envoi)}</p>
        </Alerte>
        <Bouton onClick={() => reessayerEnvoi(volet, type)}>{t("pieces.envoi_reessayer")}</Bouton>
        <Bouton genre="second" onClick={() => abandonnerEnvoi(volet, type)}>
          {t("pieces.reprendre")}
        </Bouton>
      </>
    );
  }
  return (
    <>
      <h2>{t("pieces.envoi_titre")}</h2>
      {envoi.perdu && (
        <Alerte genre="attention">
          <p>{t("pieces.envoi_perdu")}</p>
        </Alerte>
      )}
      <Progression libelle={t("pieces.envoi_part")} part={envoi.part} />
      <p>{t("pieces.envoi_rester")}</p>
      <Bouton genre="second" onClick={() => abandonnerEnvoi(volet, type)}>
        {t("pieces.envoi_annuler")}
      </Bouton>
    </>
  );
}

function EnLecture({ piece, lectures, code }: { piece: PieceRecue; lectures: number; code: string | undefined }) {
  const etape = tSiConnu("pieces", `etape_${piece.etape ?? "attente"}`) ?? t("pieces.etape_attente");
  return (
    <>
      <h2>{t("pieces.lecture_titre")}</h2>
      <Progression libelle={etape} />
      {piece.etape === "attente" && (piece.attente ?? 0) >= 10 && (
        <p>{t("pieces.lecture_attente", { n: piece.attente ?? 0 })}</p>
      )}
      <p>{t(longue(lectures) ? "pieces.lecture_longue" : "pieces.lecture_partir")}</p>
      {code && (
        <Alerte genre="attention">
          <p>{messageErreur(code)}</p>
        </Alerte>
      )}
      <a class="bouton bouton-second" href="/">
        {t("pieces.revenir")}
      </a>
    </>
  );
}

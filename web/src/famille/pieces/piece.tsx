import textesMotif from "virtual:textes/motif";
import textesPieces from "virtual:textes/pieces";
import textesRaison from "virtual:textes/raison";
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Accueil, Piece as PieceRecue, PieceType } from "../../api.gen";
import type { ProprietesEcran } from "../../commun/application";
import { messageAcces } from "../../commun/acces/connexion";
import { Alerte } from "../../commun/composants/Alerte";
import { Bouton } from "../../commun/composants/Bouton";
import { Progression } from "../../commun/composants/Progression";
import { Titre } from "../../commun/composants/Titre";
import { chargerTextes, messageErreur, t, tSiConnu } from "../../commun/i18n";
import { aller } from "../../commun/route";
import { nomPiece } from "../accueil/accueil";
import { trouverPiece, trouverVolet, useMoi } from "../moi";
import { Cadrer } from "./cadrer";
import { Composer } from "./composer";
import { abandonnerEnvoi, envoyerPiece, type Envoi, reessayerEnvoi, useEnvoi } from "./envois";
import { feuillesDe, poserFeuilles, remplacer, useFeuilles } from "./feuilles";
import { BoutonFichier, useTelephone } from "./bouton_fichier";
import { type Question, useReception } from "./fichier";
import { longue, usePiece } from "./lecture";
import { Medicale } from "./medicale";
import { Reponse } from "./reponse";
import { Retirer } from "./retirer";

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

function UnePiece({ volet, type, obligatoire, prenom, etablissement }: Proprietes) {
  const { piece, code, lectures, poser } = usePiece(volet, type);
  const envoi = useEnvoi(volet, type);
  const feuilles = useFeuilles(volet, type);
  const [aCadrer, cadrer] = useState<number>();
  const [redemande, redemander] = useState(false); // « Envoyer une autre photo »
  const [retiree, noterRetiree] = useState(false);
  const portrait = type === "photo_identite";
  const reception = useReception(volet, type, (feuille) => portrait && feuille.apercu && cadrer(feuille.id));

  const envoyer = () => {
    envoyerPiece(
      volet,
      type,
      feuilles.map(({ contenu }) => contenu),
      (deposee) => {
        redemander(false);
        noterRetiree(false);
        poser(deposee);
      },
    );
    poserFeuilles(volet, type, []);
  };
  const cadree = feuilles.find((une) => une.id === aCadrer);
  const retirer = (apres: PieceRecue) => {
    redemander(false);
    noterRetiree(true);
    poser(apres);
  };

  const fermee = etablissement !== null && etablissement.campagne !== "ouverte";
  const peutEnvoyer = !fermee && piece !== null && piece.etat !== "acceptee";
  const montrerChoix =
    peutEnvoyer &&
    (redemande || piece.etat === "a_envoyer" || piece.etat === "a_refaire") &&
    piece.etat !== "en_lecture";
  const medicale = piece?.etat === "lue" && piece.reasons.includes("piece_medicale") && !redemande;

  let corps: ComponentChildren;
  if (reception.question) {
    corps = <QuestionMedicale question={reception.question} volet={volet} repondre={reception.repondre} />;
  } else if (cadree) {
    corps = (
      <Cadrer
        contenu={cadree.contenu}
        garder={(contenu) => {
          cadrer(undefined);
          if (contenu)
            poserFeuilles(volet, type, remplacer(feuillesDe(volet, type), cadree.id, { ...cadree, contenu }));
        }}
      />
    );
  } else if (feuilles.length > 0 && !fermee && piece?.etat !== "acceptee") {
    corps = (
      <Composer volet={volet} type={type} feuilles={feuilles} reception={reception} cadrer={cadrer} envoyer={envoyer} />
    );
  } else if (envoi) corps = <EnvoiEnCours envoi={envoi} volet={volet} type={type} />;
  else if (reception.preparation) corps = <Progression libelle={t("pieces.preparation")} />;
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
        {retiree && piece.etat === "a_envoyer" && (
          <Alerte genre="succes">
            <p>{t("pieces.retiree")}</p>
          </Alerte>
        )}
        {piece.etat === "en_lecture" && <EnLecture piece={piece} lectures={lectures} code={code} />}
        {medicale && <Medicale volet={volet} piece={piece} fermee={fermee} retiree={retirer} relue={poser} />}
        {piece.etat !== "en_lecture" && !redemande && !medicale && <Reponse volet={volet} piece={piece} />}
        {fermee && piece.etat !== "acceptee" && (
          <Alerte genre="attention">
            <p>{t(etablissement?.campagne === "preparee" ? "famille.preparee" : "famille.fermee")}</p>
          </Alerte>
        )}
        {montrerChoix && <Consignes type={type} />}
        {reception.refus && (
          <Alerte genre="erreur">
            <p>{reception.refus}</p>
          </Alerte>
        )}
        {montrerChoix && <Choisir portrait={portrait} recevoir={(fichiers) => reception.recevoir(fichiers)} />}
        {!redemande && !medicale && piece.etat === "lue" && (
          <Suites piece={piece} autre={peutEnvoyer ? () => redemander(true) : undefined} />
        )}
        {montrerChoix && <NoteMedicale volet={volet} />}
        {redemande && (
          <Bouton genre="lien" onClick={() => redemander(false)}>
            {t("pieces.garder")}
          </Bouton>
        )}
        {!redemande && !medicale && peutEnvoyer && piece.version > 0 && piece.etat !== "a_envoyer" && (
          <Retirer volet={volet} type={type} retiree={retirer} />
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
  const conseil = tSiConnu("pieces", `conseil_${type}`);
  return (
    <dl class="consignes">
      <dt>{t("pieces.pourquoi_titre")}</dt>
      <dd>{pourquoi}</dd>
      <dt>{t("pieces.bon_titre")}</dt>
      <dd>{bon}</dd>
      {conseil && (
        <>
          <dt>{t("pieces.conseil_titre")}</dt>
          <dd>{conseil}</dd>
        </>
      )}
    </dl>
  );
}

function NoteMedicale({ volet }: { volet: string }) {
  return (
    <p class="note">
      <strong>{t("pieces.medical")}</strong> <a href={`/famille/${volet}/sante/papiers`}>{t("pieces.medical_lien")}</a>
    </p>
  );
}

// Asked before anything has left: the file is still in this page only.
function QuestionMedicale({
  question,
  volet,
  repondre,
}: {
  question: Question;
  volet: string;
  repondre: (ici: boolean) => void;
}) {
  const titre = useRef<HTMLHeadingElement>(null);
  const [occupe, occuper] = useState(false);
  useEffect(() => titre.current?.focus(), []);
  // The file goes along: it is not chosen twice.
  const confier = async () => {
    occuper(true);
    const sante = await import("../../sante/sante").catch(() => undefined);
    await sante?.accueillir(volet, question.fichier);
    repondre(false);
    aller(`/famille/${volet}/sante/papiers`);
  };
  return (
    <>
      <h2 class="titre" tabIndex={-1} ref={titre}>
        {t("pieces.sante_titre")}
      </h2>
      <Alerte genre="attention">
        <p>{t("pieces.sante_nom", { nom: question.fichier.name })}</p>
        <p>{t("pieces.sante_place")}</p>
      </Alerte>
      <Bouton occupe={occupe} onClick={() => void confier()}>
        {t("pieces.sante_vers")}
      </Bouton>
      <Bouton genre="second" onClick={() => repondre(true)}>
        {t("pieces.sante_ici")}
      </Bouton>
      <Bouton genre="lien" onClick={() => repondre(false)}>
        {t("pieces.sante_autre")}
      </Bouton>
    </>
  );
}

function Choisir({ portrait, recevoir }: { portrait: boolean; recevoir: (fichiers: readonly File[]) => void }) {
  const telephone = useTelephone();
  return (
    <div class="choisir">
      {telephone && <BoutonFichier genre="principal" libelle={t("pieces.photo")} capture recevoir={recevoir} />}
      <BoutonFichier
        genre={telephone ? "second" : "principal"}
        libelle={t("pieces.fichier")}
        multiple={!portrait}
        image={portrait}
        recevoir={recevoir}
      />
      {!portrait && <p class="discret">{t("pieces.fichier_aide")}</p>}
    </div>
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
      <Progression
        libelle={
          envoi.total > 1 ? t("pieces.envoi_sur", { n: envoi.page, total: envoi.total }) : t("pieces.envoi_part")
        }
        part={envoi.part}
      />
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
      {piece.avis?.outcome === "conforme" && (
        <Alerte genre="succes" titre={t("pieces.avis_titre")}>
          <p>{t("pieces.avis_texte")}</p>
        </Alerte>
      )}
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

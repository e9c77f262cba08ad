// What the camera or the files give: photos shrunk, files as they are. A file that seems medical is asked about before
// anything leaves.
import { useState } from "preact/hooks";
import type { PieceType } from "../../api.gen";
import { t, tSiConnu } from "../../commun/i18n";
import { choisirFichier } from "./choix_fichier";
import {
  epoqueCourante,
  type Feuille,
  feuillesDe,
  feuillesMaximum,
  nouvelleFeuille,
  poserFeuilles,
  remplacer,
} from "./feuilles";
import { nomMedical, texteMedical, textePdf } from "./medical";

export interface Question {
  fichier: File;
  suite: readonly File[]; // it, then those chosen with it
  remplace: number | undefined;
}

export interface Reception {
  preparation: boolean;
  refus: string | undefined;
  question: Question | undefined;
  recevoir: (fichiers: readonly File[], remplace?: number) => void;
  // The answer to the question: send it here all the same, or not at all.
  repondre: (ici: boolean) => void;
}

async function sembleMedical(fichier: File, type: PieceType): Promise<boolean> {
  if (nomMedical(fichier.name, type)) return true;
  const pdf = fichier.type === "application/pdf" || /\.pdf$/i.test(fichier.name);
  return pdf && texteMedical(await textePdf(fichier).catch(() => ""), type);
}

// `arrive` is told each page as it comes: an identity photo is framed at once.
export function useReception(volet: string, type: PieceType, arrive: (feuille: Feuille) => void): Reception {
  const [preparation, preparer] = useState(false);
  const [refus, refuser] = useState<string>();
  const [question, interroger] = useState<Question>();

  const accueillir = async (fichiers: readonly File[], remplace: number | undefined, permis: boolean) => {
    const epoque = epoqueCourante();
    refuser(undefined);
    interroger(undefined);
    preparer(true);
    for (const [rang, fichier] of fichiers.entries()) {
      if (remplace === undefined && feuillesDe(volet, type).length >= feuillesMaximum) {
        refuser(t("pieces.pages_en_trop"));
        break;
      }
      const demander = !(permis && rang === 0) && (await sembleMedical(fichier, type));
      if (epoque !== epoqueCourante()) return;
      if (demander) {
        interroger({ fichier, suite: fichiers.slice(rang), remplace });
        break;
      }
      const lu = await choisirFichier(fichier);
      if (epoque !== epoqueCourante()) return;
      if (!lu.ok) {
        const raison = tSiConnu("pieces", lu.code) ?? lu.code;
        refuser(fichiers.length > 1 ? t("pieces.fichier_refuse", { nom: fichier.name, raison }) : raison);
        continue;
      }
      const feuille = nouvelleFeuille(lu);
      const avant = feuillesDe(volet, type);
      poserFeuilles(volet, type, remplace === undefined ? [...avant, feuille] : remplacer(avant, remplace, feuille));
      arrive(feuille);
    }
    preparer(false);
  };

  return {
    preparation,
    refus,
    question,
    recevoir: (fichiers, remplace) => void accueillir(fichiers, remplace, false),
    repondre: (ici) => {
      if (question && ici) void accueillir(question.suite, question.remplace, true);
      else interroger(undefined);
    },
  };
}

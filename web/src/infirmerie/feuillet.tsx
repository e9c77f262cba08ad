// The sheet that goes in every envelope: it says whose lock families close their forms with. It comes from the nurse's own
// browser, so that a box which lies about the lock is caught by paper.
import { useEffect, useState } from "preact/hooks";
import type { Accueil } from "../api.gen";
import { Bouton } from "../commun/composants/Bouton";
import { Carre } from "../commun/composants/Carre";
import { Titre } from "../commun/composants/Titre";
import { t } from "../commun/i18n";
import { deB64, versHex } from "../commun/octets";
import { aller } from "../commun/route";
import { useCle } from "./cle";
import type { ProprietesLecteur } from "./lecteur";

export type Etablissement = Pick<Accueil, "nom" | "demonstration">;

export function Feuillet({ etablissement }: ProprietesLecteur) {
  const cle = useCle();
  const [etat] = useState(cle);
  useEffect(() => {
    if (!etat && !cle) aller("/infirmerie", { remplacer: true });
  }, []);
  if (!cle) return null;
  return (
    <>
      <p class="fil sans-impression">
        <a href="/infirmerie">← {t("infirmerie.retour")}</a>
      </p>
      <div class="sans-impression">
        <Titre>{t("infirmerie.feuillet")}</Titre>
        <p>{t("infirmerie.feuillet_aide")}</p>
        <Bouton onClick={() => print()}>{t("commun.imprimer")}</Bouton>
      </div>
      <PageFeuillet etablissement={etablissement} empreinte={cle.empreinte} courte={cle.empreinte_courte} />
    </>
  );
}

interface Proprietes {
  etablissement: Etablissement | null;
  empreinte: string;
  courte: string;
}

export function PageFeuillet({ etablissement, empreinte, courte }: Proprietes) {
  return (
    <section class="feuille papier" aria-label={t("infirmerie.feuillet")}>
      <p class="papier-qui">{etablissement?.nom}</p>
      <h2>{t("infirmerie.feuillet_titre")}</h2>
      <p>{t("infirmerie.feuillet_texte")}</p>
      <p class="papier-empreinte code">{courte}</p>
      <Carre texte={versHex(deB64(empreinte) ?? new Uint8Array())} libelle={t("infirmerie.feuillet_carre")} />
      <p>{t("infirmerie.feuillet_suite")}</p>
      {etablissement?.demonstration && <p class="specimen">{t("infirmerie.specimen")}</p>}
    </section>
  );
}

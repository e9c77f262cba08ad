// Where what she reads comes from: the foot of a form's sheet, and of a document's.
import { jour, jourEtHeure } from "../commun/format";
import { t } from "../commun/i18n";
import type { Enveloppe, LectureFiche, LecturePiece } from "./cle";

export function Provenance({ lue, enveloppe: { pli } }: { lue: LectureFiche | LecturePiece; enveloppe: Enveloppe }) {
  return (
    <p class="discret fiche-pied">
      {t("infirmerie.fiche_pied", {
        jour: jourEtHeure(lue.cree_le),
        recue: jour(pli.depose_le),
        version: pli.version,
        cle: t(`infirmerie.cle_${lue.confiance}`),
        empreinte: lue.empreinte.slice(0, 12),
      })}
      {pli.expediteur.gen > 1 && ` ${t("infirmerie.nouvelle_cle", { n: pli.expediteur.gen })}`}
    </p>
  );
}

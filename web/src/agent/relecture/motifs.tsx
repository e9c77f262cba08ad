// Asking a pièce again: a reason by its digit, a word of one's own, and what the family will read, as it will read it.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Decision, PieceType } from "../../api.gen";
import { Bouton } from "../../commun/composants/Bouton";
import { ChampLong } from "../../commun/composants/Champ";
import { Dialogue } from "../../commun/composants/Dialogue";
import { t } from "../../commun/i18n";
import { auDepart } from "../../commun/session";

export type Motif = NonNullable<Decision["motif"]>;
export const motifs: readonly Motif[] = [
  "floue",
  "coupee",
  "mauvaise_piece",
  "trop_ancien",
  "nom_absent",
  "page_manquante",
  "illisible",
  "autre",
];
const precisionMaximum = 500;

// What was typed is kept until the box has taken it: a request that fails must not cost the words.
const demandes = new Map<string, { motif: Motif | undefined; precision: string }>();
export const oublierDemande = (piece: string): void => void demandes.delete(piece);
auDepart(() => demandes.clear());

interface Proprietes {
  piece: string;
  type: PieceType;
  occupe: boolean;
  fermer: () => void;
  demander: (motif: Motif, precision: string) => void;
}

export function DemanderANouveau({ piece, type, occupe, fermer, demander }: Proprietes) {
  const [motif, choisir] = useState(demandes.get(piece)?.motif);
  const [precision, preciser] = useState(demandes.get(piece)?.precision ?? "");
  const [manque, signaler] = useState<string>();
  const cadre = useRef<HTMLFormElement>(null);

  useEffect(() => {
    const touche = (frappe: KeyboardEvent) => {
      if (frappe.target instanceof HTMLTextAreaElement || frappe.ctrlKey || frappe.metaKey || frappe.altKey) return;
      const choisi = /^[1-8]$/.test(frappe.key) ? motifs[Number(frappe.key) - 1] : undefined;
      if (!choisi) return;
      frappe.preventDefault();
      choisir(choisi);
      cadre.current?.querySelector<HTMLElement>(`#motif-${choisi}`)?.focus();
    };
    addEventListener("keydown", touche);
    cadre.current?.querySelector<HTMLElement>(`#motif-${motif ?? motifs[0]}`)?.focus();
    return () => removeEventListener("keydown", touche);
  }, []);

  const envoyer = (envoi: Event) => {
    envoi.preventDefault();
    if (occupe) return;
    if (!motif) return signaler(t("agent.motif_manque"));
    if (motif === "autre" && precision.trim() === "") return signaler(t("agent.precision_manque"));
    demandes.set(piece, { motif, precision });
    demander(motif, precision.trim());
  };

  return (
    <Dialogue titre={t("agent.refaire_titre")} fermer={fermer}>
      <form onSubmit={envoyer} ref={cadre} noValidate>
        <fieldset class="champ motifs">
          <legend>{t("agent.motif")}</legend>
          {motifs.map((un, rang) => (
            <label class="motif" key={un}>
              <input
                type="radio"
                id={`motif-${un}`}
                name="motif"
                checked={motif === un}
                onChange={() => {
                  choisir(un);
                  signaler(undefined);
                }}
              />
              <kbd>{rang + 1}</kbd>
              <span>{t(`agent.motif_${un}`)}</span>
            </label>
          ))}
        </fieldset>
        <ChampLong
          nom="precision"
          libelle={t("agent.precision")}
          aide={t("agent.precision_aide")}
          facultatif={motif !== "autre"}
          lignes={2}
          maximum={precisionMaximum}
          valeur={precision}
          changer={preciser}
        />
        <section class="apercu" aria-label={t("agent.apercu")}>
          <h3>{t("agent.apercu")}</h3>
          {motif ? (
            <>
              <p>
                <strong>{t(`piece.${type}`)}</strong>
                <br />
                {t("agent.apercu_refaire", { motif: t(`motif.${motif}`) })}
              </p>
              <p>{t(`motif.remede_${motif}`)}</p>
              {precision.trim() !== "" && <p>{t("agent.apercu_mot", { mot: precision.trim() })}</p>}
            </>
          ) : (
            <p class="discret">{t("agent.apercu_vide")}</p>
          )}
        </section>
        {manque && (
          <p class="champ-erreur" role="alert">
            {manque}
          </p>
        )}
        <div class="boutons">
          <Bouton type="submit" occupe={occupe}>
            {t("agent.refaire_envoyer")}
          </Bouton>
          <Bouton genre="second" onClick={fermer}>
            {t("commun.annuler")}
          </Bouton>
        </div>
      </form>
    </Dialogue>
  );
}

import type { Accueil } from "../../api.gen";
import { t } from "../i18n";

// Help is always here, in the same words (WCAG 2.2, 3.2.6): a person who answers, and paper for families.
export function Pied({ etablissement, papier }: { etablissement: Accueil | null; papier: boolean }) {
  const telephone = etablissement?.telephone ?? "";
  const horaires = etablissement?.horaires ?? "";
  return (
    <footer class="pied">
      <h2>{t("commun.aide_titre")}</h2>
      {telephone && (
        <p>
          <a class="pied-telephone" href={`tel:${telephone.replaceAll(/[^+\d]/g, "")}`}>
            {t("commun.aide_appeler", { telephone: telephone.replaceAll(" ", "\u00A0") })}
          </a>
        </p>
      )}
      {horaires && <p>{t("commun.aide_horaires", { horaires })}</p>}
      {papier && <p>{t("commun.aide_papier")}</p>}
      {etablissement && (
        <p class="pied-version">
          DossierSCO {etablissement.version} · {etablissement.paquet}
        </p>
      )}
    </footer>
  );
}

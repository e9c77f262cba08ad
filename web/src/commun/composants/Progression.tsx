import { t } from "../i18n";

// A share between 0 and 1, or undefined while it can't be known. The words come with it: never a bar alone.
export function Progression({ libelle, part }: { libelle: string; part?: number | undefined }) {
  const pourCent = part === undefined ? undefined : Math.round(Math.min(1, Math.max(0, part)) * 100);
  return (
    <div class="progression">
      <p class="progression-texte">
        <span role="status">{libelle}</span>
        {pourCent !== undefined && <span aria-hidden="true">{t("commun.progression", { pour_cent: pourCent })}</span>}
      </p>
      {pourCent === undefined ? (
        <progress aria-label={libelle} />
      ) : (
        <progress aria-label={libelle} max={100} value={pourCent} />
      )}
    </div>
  );
}

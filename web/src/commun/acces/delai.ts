import { t } from "../i18n";

// « dans 30 secondes », « dans 4 minutes », « plus tard »: what a 429 asks for.
export function quand(attendre: number | undefined): string {
  if (!attendre) return t("acces.quand_plus_tard");
  if (attendre < 90) return t("acces.quand_secondes", { n: Math.ceil(attendre) });
  return t("acces.quand_minutes", { n: Math.ceil(attendre / 60) });
}

import { messageAcces } from "../commun/acces/connexion";
import { tSiConnu } from "../commun/i18n";

// What the box says of the nurse's own work has sentences of its own; the rest is said as everywhere.
export const messageInfirmerie = (issue: { code: string; attendre?: number | undefined }): string =>
  tSiConnu("infirmerie", `erreur_${issue.code}`) ?? messageAcces(issue);

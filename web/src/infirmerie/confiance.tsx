import type { Confiance } from "../coffre/contrat";
import { Etat, type Ton } from "../commun/composants/Etat";
import { t } from "../commun/i18n";

const tons: Record<Confiance, Ton> = { confirmee: "bon", a_confirmer: "attention", refusee: "refus" };

export const EtatConfiance = ({ confiance }: { confiance: Confiance }) => (
  <Etat ton={tons[confiance]}>{t(`infirmerie.cle_${confiance}`)}</Etat>
);

import { ChangerPhrase } from "../../commun/acces/changer";
import { t } from "../../commun/i18n";

export const Phrase = () => (
  <ChangerPhrase retour="/famille/compte" libelle={t("compte.titre")} suite={t("compte.changee_suite")} />
);

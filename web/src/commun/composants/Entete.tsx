import { t } from "../i18n";
import { aller } from "../route";
import { partir, useSession } from "../session";

export function Entete({
  marque,
  accueil,
  demonstration,
}: {
  marque: string;
  accueil: string;
  demonstration: boolean;
}) {
  const { session } = useSession();
  const sortir = () => {
    partir();
    aller(accueil);
  };
  return (
    <header class="entete">
      <p class="marque">
        <a href={accueil}>{marque}</a>
      </p>
      {session && (
        <button type="button" class="bouton bouton-entete" onClick={sortir}>
          {t("commun.quitter")}
        </button>
      )}
      {demonstration && <p class="entete-demonstration">{t("commun.demonstration")}</p>}
    </header>
  );
}

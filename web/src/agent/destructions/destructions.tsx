// What the box will destroy by itself, and when: the same page for the direction and the secrétariat.
import destructionsTextes from "virtual:textes/destructions";
import { useEffect, useState } from "preact/hooks";
import type { Destruction } from "../../api.gen";
import { lireDestructions } from "../../commun/api_acces";
import { Alerte } from "../../commun/composants/Alerte";
import { Tableau } from "../../commun/composants/Tableau";
import { Titre } from "../../commun/composants/Titre";
import { dateIso } from "../../commun/format";
import { chargerTextes, messageErreur, t } from "../../commun/i18n";
import { sessionCourante } from "../../commun/session";

chargerTextes(destructionsTextes);

const quoi = ({ quoi, nombre }: Destruction) => t(`destructions.${quoi}`, { n: nombre });

export function Destructions() {
  const [lues, poser] = useState<readonly Destruction[]>();
  const [code, poserCode] = useState<string>();
  const direction = sessionCourante()?.role === "direction";
  useEffect(() => {
    void lireDestructions(direction).then((issue) => {
      if (issue.ok) poser(issue.value.destructions);
      else poserCode(issue.code);
    });
  }, [direction]);
  return (
    <>
      <Titre>{t("agent.destructions")}</Titre>
      <p>{t("destructions.intro")}</p>
      {code && (
        <Alerte genre="erreur">
          <p>{messageErreur(code)}</p>
        </Alerte>
      )}
      {!lues && !code && (
        <p class="attente" role="status">
          {t("commun.chargement")}
        </p>
      )}
      {lues && (
        <Tableau
          legende={t("destructions.legende")}
          colonnes={[
            {
              cle: "jour",
              titre: t("destructions.col_jour"),
              texte: ({ jour }) => jour,
              cellule: ({ jour }) => dateIso(jour),
              etroite: true,
            },
            {
              cle: "quoi",
              titre: t("destructions.col_quoi"),
              texte: quoi,
              cellule: (une) => (
                <>
                  {quoi(une)}
                  <span class="discret bloc">{t(`destructions.${une.quoi}_regle`)}</span>
                </>
              ),
            },
            {
              cle: "oublie",
              titre: t("destructions.col_oublie"),
              texte: ({ oublie_le }) => oublie_le,
              cellule: ({ oublie_le }) => dateIso(oublie_le),
              etroite: true,
            },
          ]}
          lignes={lues}
          cle={(une) => `${une.quoi} ${une.jour}`}
          vide={t("destructions.aucune")}
        />
      )}
      <p class="discret">{t("destructions.sauvegardes")}</p>
    </>
  );
}

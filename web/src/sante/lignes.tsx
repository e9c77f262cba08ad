// A form as text: before closing, on one's own copy, and when reading it again.
import { dateIso } from "../commun/format";
import { t } from "../commun/i18n";
import type { ChampTexte, Fiche } from "./fiche";

const ordre: readonly ChampTexte[] = [
  "allergies",
  "maladies",
  "traitements",
  "vaccins",
  "medecin",
  "medecin_telephone",
  "surveiller",
  "remarques",
];

export function Lignes({ fiche }: { fiche: Fiche }) {
  const { nom, prenom, naissance } = fiche.eleve;
  return (
    <>
      <p>
        <strong>
          {prenom} {nom}
        </strong>
        {naissance && `, ${t("sante.naissance", { date: dateIso(naissance) })}`}
      </p>
      <dl class="valeurs longues">
        <dt>{t("sante.reponse")}</dt>
        <dd>{t(`sante.${fiche.reponse}`)}</dd>
        {fiche.reponse === "a_dire" && <Details fiche={fiche} />}
      </dl>
    </>
  );
}

function Details({ fiche }: { fiche: Fiche }) {
  const remplis = ordre.filter((champ) => fiche[champ].trim() !== "");
  return (
    <>
      {remplis.map((champ) => (
        <div key={champ}>
          <dt>{t(`sante.${champ}`)}</dt>
          <dd class="texte-libre">{fiche[champ]}</dd>
        </div>
      ))}
      {fiche.pai && (
        <div>
          <dt>{t("sante.pai")}</dt>
          <dd>
            {t(`sante.pai_${fiche.pai}`)}
            {fiche.pai_date && ` (${dateIso(fiche.pai_date)})`}
          </dd>
        </div>
      )}
      <div>
        <dt>{t("sante.accords")}</dt>
        <dd>
          {t("sante.accord_equipe")} {t(fiche.accord_equipe ? "sante.oui" : "sante.non")}
          <br />
          {t("sante.accord_rappel")} {t(fiche.accord_rappel ? "sante.oui" : "sante.non")}
        </dd>
      </div>
    </>
  );
}

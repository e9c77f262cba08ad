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
        {naissance && <span class="discret bloc">{t("sante.naissance", { date: dateIso(naissance) })}</span>}
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
      {(["accord_equipe", "accord_rappel"] as const).map((accord) => (
        <div key={accord}>
          <dt>{t(`sante.${accord}`)}</dt>
          <dd>{t(fiche[accord] ? "sante.oui" : "sante.non")}</dd>
        </div>
      ))}
    </>
  );
}

// Ten codes on a sheet of paper, shown once. Leaving asks for a word: there is no second time.
import textes from "virtual:textes/second";
import { useState } from "preact/hooks";
import { Bouton } from "../composants/Bouton";
import { Titre } from "../composants/Titre";
import { chargerTextes, t } from "../i18n";
import { enGroupes } from "./lettre";
import { groupeCode } from "./second_code";

chargerTextes(textes);

interface Proprietes {
  identifiant: string;
  codes: readonly string[];
  ranges: () => void;
}

export function CodesImprimes({ identifiant, codes, ranges }: Proprietes) {
  const [copies, copier] = useState(false);
  const mettreDeCote = async () => {
    try {
      await navigator.clipboard.writeText(codes.map(groupeCode).join("\n"));
      copier(true);
    } catch {
      copier(false); // refused by the browser: the codes are on the screen all the same
    }
  };
  return (
    <>
      <Titre>{t("second.codes_titre")}</Titre>
      <p class="sans-impression">{t("second.codes_texte")}</p>
      <section class="carte">
        <p class="impression-seule">{t("second.codes_pour", { identifiant: enGroupes(identifiant) })}</p>
        <ol class="second-codes" aria-label={t("second.codes_liste")}>
          {codes.map((code) => (
            <li key={code} class="code">
              {groupeCode(code)}
            </li>
          ))}
        </ol>
        <div class="boutons sans-impression">
          <Bouton genre="second" onClick={() => print()}>
            {t("second.codes_imprimer")}
          </Bouton>
          <Bouton genre="second" onClick={() => void mettreDeCote()}>
            {t(copies ? "second.codes_copies" : "second.codes_copier")}
          </Bouton>
        </div>
      </section>
      <Bouton onClick={ranges}>{t("second.codes_ranges")}</Bouton>
    </>
  );
}

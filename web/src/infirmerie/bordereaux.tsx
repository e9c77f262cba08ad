// The lists of letters. Each is worth what its slip on paper vouches for: 12 characters, typed, never compared by eye.
import { useState } from "preact/hooks";
import type { Bordereau } from "../api.gen";
import { messageInfirmerie } from "./refus";
import { Alerte } from "../commun/composants/Alerte";
import { Bouton } from "../commun/composants/Bouton";
import { Champ } from "../commun/composants/Champ";
import { jourEtHeure } from "../commun/format";
import { t } from "../commun/i18n";
import { importer, type Ouverte } from "./cle";

export function Bordereaux({ cle }: { cle: Ouverte }) {
  const [fait, dire] = useState<number>();
  if (cle.bordereaux.length === 0 && fait === undefined) return null;
  return (
    <section class="carte" aria-label={t("infirmerie.bordereaux")}>
      {fait !== undefined && (
        <Alerte genre="succes">
          <p>{t("infirmerie.bordereau_importe", { n: fait })}</p>
        </Alerte>
      )}
      {cle.bordereaux.length > 0 && (
        <>
          <h2>{t("infirmerie.bordereaux_attente", { n: cle.bordereaux.length })}</h2>
          <p>{t("infirmerie.bordereaux_aide")}</p>
          {cle.bordereaux.map((bordereau) => (
            <Un key={bordereau.id} bordereau={bordereau} fait={dire} />
          ))}
        </>
      )}
    </section>
  );
}

function Un({ bordereau, fait }: { bordereau: Bordereau; fait: (lettres: number) => void }) {
  const [tape, taper] = useState("");
  const [erreur, poserErreur] = useState<string>();
  const [occupe, occuper] = useState(false);
  const champ = `feuillet-${bordereau.id}`;

  const soumettre = async (envoi: Event) => {
    envoi.preventDefault();
    if (occupe) return;
    if (tape.replace(/[^0-9A-Za-z]/g, "").length < 12) return poserErreur(t("infirmerie.bordereau_manque"));
    occuper(true);
    const issue = await importer(bordereau, tape.trim());
    occuper(false);
    if (issue.ok) fait(issue.value);
    else poserErreur(issue.code === "bordereau_refuse" ? t("infirmerie.bordereau_refuse") : messageInfirmerie(issue));
  };
  return (
    <form class="bordereau" onSubmit={(envoi) => void soumettre(envoi)} noValidate>
      <Champ
        nom={champ}
        libelle={t("infirmerie.bordereau_de", { agent: bordereau.agent, quand: jourEtHeure(bordereau.depose_le) })}
        aide={t("infirmerie.bordereau_aide")}
        valeur={tape}
        changer={taper}
        erreur={erreur}
      />
      <Bouton type="submit" genre="second" occupe={occupe}>
        {t("infirmerie.importer")}
      </Bouton>
    </form>
  );
}

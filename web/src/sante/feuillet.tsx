import { useState } from "preact/hooks";
import { Bouton } from "../commun/composants/Bouton";
import { Champ } from "../commun/composants/Champ";
import { Titre } from "../commun/composants/Titre";
import { t } from "../commun/i18n";
import { Fil, messageSante } from "./cadre";
import { confirmerSerrure } from "./serrure";

interface Proprietes {
  volet: string;
  changee?: boolean; // another lock than the one her letter proved
  confirmee: () => void;
  fermees: () => void;
}

// Her letter proved no health office, or one that is no more: the nurse's sheet does.
export function Feuillet({ volet, changee, confirmee, fermees }: Proprietes) {
  const [tape, taper] = useState("");
  const [erreur, signaler] = useState<string>();
  const [occupe, occuper] = useState(false);
  const verifier = async (envoi: Event) => {
    envoi.preventDefault();
    if (occupe) return;
    occuper(true);
    const juste = await confirmerSerrure(tape);
    occuper(false);
    if (juste.ok && juste.value) confirmee();
    else if (juste.ok) signaler(t("sante.feuillet_faux"));
    else if (juste.code === "coffre_ferme") fermees();
    else signaler(messageSante(juste.code));
  };
  return (
    <>
      <Fil volet={volet} />
      <Titre key="feuillet">{t(changee ? "sante.serrure_changee_titre" : "sante.feuillet_titre")}</Titre>
      {changee && <p>{t("sante.serrure_changee")}</p>}
      <form onSubmit={(envoi) => void verifier(envoi)} noValidate>
        <Champ
          nom="feuillet"
          libelle={t("sante.feuillet")}
          aide={t(changee ? "sante.serrure_changee_aide" : "sante.feuillet_aide")}
          erreur={erreur}
          valeur={tape}
          changer={taper}
        />
        <Bouton type="submit" occupe={occupe}>
          {t(changee ? "commun.continuer" : "sante.fermer")}
        </Bouton>
      </form>
    </>
  );
}

// The three sheets of the kit: printed, then two groups of one of them read back. They exist nowhere else.
import { useState } from "preact/hooks";
import type { FeuilleKit } from "../coffre/contrat";
import { canonique } from "../commun/acces/lettre";
import { Resume } from "../commun/composants/Alerte";
import { Bouton } from "../commun/composants/Bouton";
import { Carre } from "../commun/composants/Carre";
import { Champ } from "../commun/composants/Champ";
import { Titre } from "../commun/composants/Titre";
import { jour } from "../commun/format";
import { t } from "../commun/i18n";
import { heure } from "./cle";
import type { Etablissement } from "./feuillet";

interface Proprietes {
  feuilles: readonly FeuilleKit[];
  etablissement: Etablissement | null;
  relues: () => void;
}

export function Feuilles({ feuilles, etablissement, relues }: Proprietes) {
  const [retaper, aller] = useState(false);
  if (retaper) return <Retaper feuilles={feuilles} revoir={() => aller(false)} juste={relues} />;
  return (
    <>
      <div class="sans-impression">
        <Titre key="feuilles">{t("tournant.feuilles_titre")}</Titre>
        <p>{t("tournant.feuilles_texte")}</p>
        <ol>
          {([1, 2, 3] as const).map((n) => (
            <li key={n}>{t(`tournant.feuille_lieu_${n}`)}</li>
          ))}
        </ol>
        <div class="boutons">
          <Bouton onClick={() => print()}>{t("tournant.feuilles_imprimer")}</Bouton>
          <Bouton genre="second" onClick={() => aller(true)}>
            {t("tournant.feuilles_imprimees")}
          </Bouton>
        </div>
      </div>
      {feuilles.map((feuille) => (
        <section
          class="feuille papier"
          key={feuille.numero}
          aria-label={t("tournant.feuille_numero", { n: feuille.numero })}
        >
          <p class="papier-qui">{etablissement?.nom}</p>
          <h2>{t("tournant.feuille_numero", { n: feuille.numero })}</h2>
          <p>{t("tournant.feuille_texte")}</p>
          <p>
            <strong>{t(`tournant.feuille_lieu_${feuille.numero}`)}</strong>{" "}
            {t("tournant.feuille_date", { jour: jour(heure()) })}
          </p>
          <ol class="groupes code">
            {feuille.groupes.map((groupe, rang) => (
              <li key={rang}>
                <span class="groupe-rang">{rang + 1}</span> {groupe}
              </li>
            ))}
          </ol>
          <Carre texte={feuille.octets} libelle={t("tournant.feuille_carre", { n: feuille.numero })} />
          {etablissement?.demonstration && <p class="specimen">{t("infirmerie.specimen")}</p>}
        </section>
      ))}
    </>
  );
}

// A printer that ran out of ink is found out now, not the day the phrase is lost.
function Retaper({
  feuilles,
  revoir,
  juste,
}: {
  feuilles: readonly FeuilleKit[];
  revoir: () => void;
  juste: () => void;
}) {
  const [tirage] = useState(() => {
    const [a = 0, b = 0, c = 0] = crypto.getRandomValues(new Uint32Array(3));
    const feuille = feuilles[a % feuilles.length] as FeuilleKit;
    const premier = b % feuille.groupes.length;
    const second = (premier + 1 + (c % (feuille.groupes.length - 1))) % feuille.groupes.length;
    return { feuille, rangs: [Math.min(premier, second), Math.max(premier, second)] as const };
  });
  const [tapes, taper] = useState<readonly [string, string]>(["", ""]);
  const [faux, poserFaux] = useState<readonly boolean[]>([]);
  const soumettre = (envoi: Event) => {
    envoi.preventDefault();
    const fautes = tirage.rangs.map((rang, i) => canonique(tapes[i] ?? "") !== tirage.feuille.groupes[rang]);
    if (fautes.some(Boolean)) poserFaux(fautes);
    else juste();
  };
  const erreurs = tirage.rangs.flatMap((rang, i) =>
    faux[i] ? [{ champ: `groupe-${rang}`, message: t("tournant.groupe_faux", { n: rang + 1 }) }] : [],
  );
  return (
    <form onSubmit={soumettre} noValidate>
      <Titre key="retaper">{t("tournant.retaper_titre", { n: tirage.feuille.numero })}</Titre>
      <p>{t("tournant.retaper")}</p>
      <Resume erreurs={erreurs} />
      {tirage.rangs.map((rang, i) => (
        <Champ
          key={rang}
          nom={`groupe-${rang}`}
          libelle={t("tournant.groupe", { n: rang + 1 })}
          valeur={tapes[i] ?? ""}
          changer={(valeur) => taper(i === 0 ? [valeur, tapes[1]] : [tapes[0], valeur])}
          erreur={faux[i] ? t("tournant.groupe_faux", { n: rang + 1 }) : undefined}
        />
      ))}
      <div class="boutons">
        <Bouton type="submit">{t("commun.continuer")}</Bouton>
        <Bouton genre="second" onClick={revoir}>
          {t("tournant.feuilles_revoir")}
        </Bouton>
      </div>
    </form>
  );
}

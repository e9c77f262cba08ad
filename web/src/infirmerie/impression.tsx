// The forms of a class, one sheet per child, opened together for the printer. They go when the screen goes.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Alerte } from "../commun/composants/Alerte";
import { Bouton } from "../commun/composants/Bouton";
import { Progression } from "../commun/composants/Progression";
import { Titre } from "../commun/composants/Titre";
import { t } from "../commun/i18n";
import { aller } from "../commun/route";
import { lireFiches, useCle } from "./cle";
import { FeuilleDeFiche } from "./fiche";
import type { ProprietesLecteur } from "./lecteur";
import { filtreCourant, trier } from "./tri";

const SousTitre = ({ children }: { children: ComponentChildren }) => <h2>{children}</h2>;

export function Impression({ etablissement }: ProprietesLecteur) {
  const cle = useCle();
  const [part, avancer] = useState(0);
  const [faites, poser] = useState<Awaited<ReturnType<typeof lireFiches>>>();

  useEffect(() => {
    if (!cle) return aller("/infirmerie", { remplacer: true });
    let actuel = true;
    const voulues = trier(cle.enveloppes, filtreCourant()).filter(
      ({ pli, confiance }) => pli.kind === 2 && pli.octets > 0 && confiance !== "refusee",
    );
    void lireFiches(voulues, avancer).then((lues) => actuel && poser(lues));
    return () => {
      actuel = false;
    };
  }, [cle === null]);

  if (!cle) return null;
  const fermees = faites?.filter(({ lue }) => !lue) ?? [];
  return (
    <>
      <div class="sans-impression">
        <p class="fil">
          <a href="/infirmerie">← {t("infirmerie.retour")}</a>
        </p>
        <Titre>{t("infirmerie.impression")}</Titre>
        {!faites ? (
          <Progression libelle={t("infirmerie.impression_ouverture")} part={part} />
        ) : (
          <>
            {fermees.length > 0 && (
              <Alerte genre="erreur">
                <p>{t("infirmerie.impression_refusees", { n: fermees.length })}</p>
                <ul>
                  {fermees.map(({ enveloppe: { pli } }) => (
                    <li key={pli.id}>
                      {pli.eleve.prenom} {pli.eleve.nom}, {pli.eleve.division}
                    </li>
                  ))}
                </ul>
              </Alerte>
            )}
            <p>{t("infirmerie.impression_prete", { n: faites.length - fermees.length })}</p>
            <p class="discret">{t("infirmerie.impression_aide")}</p>
            <Bouton onClick={() => print()}>{t("commun.imprimer")}</Bouton>
          </>
        )}
      </div>
      {faites?.map(({ enveloppe, lue }) =>
        lue ? (
          <FeuilleDeFiche
            key={enveloppe.pli.id}
            lue={lue}
            enveloppe={enveloppe}
            college={etablissement?.nom ?? ""}
            titre={SousTitre}
          />
        ) : null,
      )}
    </>
  );
}

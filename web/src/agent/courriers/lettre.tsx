// The letter: one A4 page per responsable, folded in three for a window envelope (right-hand window, DL or C5). Nothing but
// the address shows through the window; nothing outside speaks of health or of another adult.
import { Carre } from "../../commun/composants/Carre";
import { enGroupes } from "../../commun/acces/lettre";
import { dateIso, jour } from "../../commun/format";
import { t, tSiConnu } from "../../commun/i18n";
import type { Lot } from "./fabriquer";

const sansProtocole = (site: string) => site.replace(/^https?:\/\//, "").replace(/\/$/, "");

// What must come, one line each; what is only wished for, in one.
export function annonces(demandees: Lot["demandees"]): string[] {
  const nom = (type: string) => {
    const capitale = tSiConnu("piece", type) ?? type;
    return capitale.charAt(0).toLowerCase() + capitale.slice(1);
  };
  const lignes = demandees
    .filter(({ obligatoire }) => obligatoire)
    .map(({ type }) => tSiConnu("courrier", `envoyer_${type}`) ?? t("courrier.envoyer_piece", { piece: nom(type) }));
  const souhaitees = demandees.filter(({ obligatoire }) => !obligatoire).map(({ type }) => nom(type));
  return souhaitees.length === 0
    ? lignes
    : [...lignes, t("courrier.envoyer_souhaitees", { pieces: souhaitees.join(", ") })];
}

export function PageLettre({ lot, page }: { lot: Lot; page: Lot["pages"][number] }) {
  const { etablissement, ferme_le } = lot.courriers;
  const { courrier, lettre } = page;
  const nom = [courrier.civilite, courrier.prenom, courrier.nom].filter(Boolean).join(" ");
  // One host name serves everyone until the établissement gives families their own.
  const racine = (lot.courriers.site || location.origin).replace(/\/$/, "");
  // SIECLE's own lines may begin with the name; it must not be printed twice.
  const lignes = courrier.adresse[0]?.includes(courrier.nom) ? courrier.adresse : [nom, ...courrier.adresse];
  return (
    <section class="feuille lettre" aria-label={t("courrier.lettre_de", { nom })}>
      <div class="lettre-college">
        <strong>{etablissement.nom}</strong>
        {etablissement.adresse.map((ligne) => (
          <span key={ligne}>{ligne}</span>
        ))}
      </div>
      <div class="lettre-adresse">
        {courrier.adresse.length > 0 ? (
          lignes.map((ligne, rang) => <span key={rang}>{ligne}</span>)
        ) : (
          <>
            <span>{nom}</span>
            <span>{t("courrier.en_main_propre")}</span>
          </>
        )}
      </div>
      <div class="lettre-corps">
        <h2>{t("courrier.objet", { annee: `${lot.courriers.annee}-${lot.courriers.annee + 1}` })}</h2>
        <p>
          {t("courrier.pour")}{" "}
          <strong>
            {courrier.enfants
              .map((enfant) => [`${enfant.prenom} ${enfant.nom}`, enfant.division].filter(Boolean).join(", "))
              .join(" ; ")}
          </strong>
        </p>
        {ferme_le && <p>{t("courrier.limite", { date: dateIso(ferme_le) })}</p>}
        <div class="lettre-acces">
          <Carre texte={`${racine}/a#${lettre.fragment}`} libelle={t("courrier.carre_de", { nom })} />
          <div>
            <p class="lettre-fort">{t("courrier.scanner")}</p>
            <p>{t("courrier.ou_taper")}</p>
            <p class="lettre-site code">{sansProtocole(racine)}/a</p>
            <dl>
              <dt>{t("courrier.identifiant")}</dt>
              <dd class="code">{enGroupes(lettre.identifiant)}</dd>
              <dt>{t("courrier.code")}</dt>
              <dd class="code">{enGroupes(lettre.code_court)}</dd>
            </dl>
          </div>
        </div>
        <p>{t("courrier.usage", { date: jour(lot.expire_le) })}</p>
        <h3>{t("courrier.envoyer_titre")}</h3>
        <ul>
          {annonces(lot.demandees).map((annonce) => (
            <li key={annonce}>{annonce}</li>
          ))}
          <li>{t("courrier.envoyer_sante")}</li>
        </ul>
        {lot.feuillet && <p>{t("courrier.feuillet_joint")}</p>}
        <p>
          <strong>{t("courrier.aide", { telephone: etablissement.telephone })}</strong>
          {etablissement.horaires && ` ${t("courrier.horaires", { horaires: etablissement.horaires })}`}
          <br />
          {t("courrier.papier")}
        </p>
      </div>
      {lot.demonstration && <p class="specimen">{t("courrier.specimen")}</p>}
    </section>
  );
}

// What the nurse types to accept the list of these letters.
export function PageFiche({ lot }: { lot: Lot }) {
  if (!lot.feuillet) return null;
  return (
    <section class="feuille papier" aria-label={t("courrier.fiche_titre")}>
      <p class="papier-qui">{lot.courriers.etablissement.nom}</p>
      <h2>{t("courrier.fiche_titre")}</h2>
      <p>{t("courrier.fiche_texte", { n: lot.pages.length })}</p>
      <p class="papier-empreinte code">{lot.feuillet.texte}</p>
      <Carre texte={lot.feuillet.empreinte} libelle={t("courrier.fiche_carre")} />
      <p>{t("courrier.fiche_suite")}</p>
      {lot.demonstration && <p class="specimen">{t("courrier.specimen")}</p>}
    </section>
  );
}

// What the reading saw, then what the school decided, in plain words. Never a refusal by the machine.
import type { Piece } from "../../api.gen";
import { adressePage } from "../../commun/api";
import { Alerte } from "../../commun/composants/Alerte";
import { jour, jourEtHeure } from "../../commun/format";
import { t, tSiConnu } from "../../commun/i18n";
import { enClair, nombre } from "../../commun/valeurs";

export function Reponse({ volet, piece }: { volet: string; piece: Piece }) {
  if (piece.etat === "a_envoyer") return null;
  return (
    <>
      <Annonce piece={piece} />
      <Lu piece={piece} />
      {piece.pages > 0 && (
        <ul class={piece.pages > 1 ? "vignettes vignettes-serrees" : "vignettes"} aria-label={t("pieces.vignettes")}>
          {Array.from({ length: piece.pages }, (_, i) => (
            <li key={`${piece.version}-${i}`}>
              <img
                class="vignette"
                src={adressePage(volet, piece.type, i + 1, true)}
                alt={t("pieces.page_envoyee", { n: i + 1 })}
                loading="lazy"
              />
            </li>
          ))}
        </ul>
      )}
      {piece.deposee_le ? (
        <p class="discret">{t("pieces.envoyee_le", { quand: jourEtHeure(piece.deposee_le) })}</p>
      ) : null}
    </>
  );
}

function Annonce({ piece }: { piece: Piece }) {
  if (piece.etat === "acceptee") {
    return (
      <Alerte genre="succes" titre={t("pieces.acceptee_titre")}>
        <p>
          {piece.decidee_le
            ? t("pieces.acceptee_texte", { quand: jour(piece.decidee_le) })
            : t("pieces.acceptee_texte_seul")}
        </p>
      </Alerte>
    );
  }
  if (piece.etat === "a_refaire") return <ARefaire piece={piece} />;
  if (piece.outcome === "conforme") {
    return (
      <Alerte genre="succes" titre={t("pieces.conforme_titre")}>
        <p>{t("pieces.conforme_texte")}</p>
        <Raisons piece={piece} />
      </Alerte>
    );
  }
  if (piece.outcome === "a_verifier" || piece.outcome === "illisible") {
    return (
      <Alerte
        genre="attention"
        titre={t(piece.outcome === "illisible" ? "pieces.illisible_titre" : "pieces.doute_titre")}
      >
        <Raisons piece={piece} />
        <p>{t("pieces.doute_texte")}</p>
      </Alerte>
    );
  }
  // Read by nobody yet: the machine gave up, or does not know this kind.
  return (
    <Alerte titre={t("pieces.humain_titre")}>
      <p>{t("pieces.humain_texte")}</p>
    </Alerte>
  );
}

function ARefaire({ piece }: { piece: Piece }) {
  const mot = piece.motif ?? "autre";
  const motif = tSiConnu("motif", mot) ?? t("motif.autre");
  const remede = tSiConnu("motif", `remede_${mot}`) ?? t("motif.remede_autre");
  return (
    <Alerte genre="attention" titre={t("pieces.a_refaire_titre", { motif })}>
      <p>{remede}</p>
      {piece.precision && <p>{t("pieces.a_refaire_mot", { mot: piece.precision })}</p>}
      {piece.decidee_le ? <p>{t("pieces.a_refaire_demande", { quand: jour(piece.decidee_le) })}</p> : null}
    </Alerte>
  );
}

function Raisons({ piece }: { piece: Piece }) {
  const phrases = piece.reasons
    .map((raison) => tSiConnu("raison", `${raison}_${piece.type}`) ?? tSiConnu("raison", raison))
    .filter((phrase) => phrase !== undefined);
  if (phrases.length === 0) return null;
  if (phrases.length === 1) return <p>{phrases[0]}</p>;
  return (
    <ul>
      {phrases.map((phrase) => (
        <li key={phrase}>{phrase}</li>
      ))}
    </ul>
  );
}

// Who, when, where: the order in which a person checks. The rest of what was read is for the agents.
const ordre = [
  "enfant",
  "nom",
  "responsable",
  "titulaire",
  "hebergeant",
  "naissance",
  "date_emission",
  "annee_scolaire",
  "annee_revenus",
  "revenu_fiscal_reference",
  "parts",
  "date_effet",
  "expiration",
  "adresse",
  "code_postal",
  "commune",
] as const;

export interface Lecture {
  phrases: string[];
  lignes: Array<{ cle: string; nom: string; valeur: string }>;
}

// Sentences for what a parent would read twice, a list for the rest. An IBAN is never shown whole here, whatever came.
export function lecture(found: Piece["found"]): Lecture {
  const dites = new Set<string>();
  const phrases: string[] = [];
  const { quotient_caf: quotient, mois, iban, expiration_imprimee: imprimee, expiration_reelle: reelle } = found;
  if (quotient) {
    const montant = nombre(quotient);
    phrases.push(
      mois
        ? t("pieces.lu_quotient_mois", { quotient: montant, mois: enClair(mois) })
        : t("pieces.lu_quotient", { quotient: montant }),
    );
    dites.add("mois");
  }
  if (iban) {
    phrases.push(t("pieces.lu_iban_fin", { fin: iban.replace(/\s/g, "").slice(-3) }));
  }
  if (imprimee && reelle && reelle > imprimee) {
    phrases.push(t("pieces.lu_prolongee", { imprimee: imprimee.slice(0, 4), reelle: reelle.slice(0, 4) }));
    dites.add("expiration");
  }

  const lignes = [...ordre, "mois"].flatMap((cle) => {
    const valeur = found[cle];
    const nom = tSiConnu("pieces", `lu_${cle}`);
    if (!nom || !valeur || dites.has(cle)) return [];
    const montree =
      cle === "revenu_fiscal_reference"
        ? t("pieces.lu_euros", { montant: nombre(valeur) })
        : cle === "parts"
          ? nombre(valeur)
          : enClair(valeur);
    return [{ cle, nom, valeur: montree }];
  });
  return { phrases, lignes };
}

function Lu({ piece }: { piece: Piece }) {
  const { phrases, lignes } = lecture(piece.found);
  if (phrases.length === 0 && lignes.length === 0) return null;
  return (
    <section class="carte" aria-labelledby="lu">
      <h2 id="lu">{t("pieces.lu_titre")}</h2>
      {phrases.map((phrase) => (
        <p class="lu-phrase" key={phrase}>
          {phrase}
        </p>
      ))}
      {lignes.length > 0 && (
        <dl class="valeurs">
          {lignes.map(({ cle, nom, valeur }) => (
            <div key={cle}>
              <dt>{nom}</dt>
              <dd>{valeur}</dd>
            </div>
          ))}
        </dl>
      )}
      {piece.etat === "lue" && <p class="discret">{t("pieces.lu_corriger")}</p>}
    </section>
  );
}

// What the reading saw, then what the school decided, in plain words. Never a refusal by the machine.
import type { Piece } from "../../api.gen";
import { adressePage } from "../../commun/api";
import { Alerte } from "../../commun/composants/Alerte";
import { dateIso, jour, jourEtHeure } from "../../commun/format";
import { t, tSiConnu } from "../../commun/i18n";

export function Reponse({ volet, piece }: { volet: string; piece: Piece }) {
  if (piece.etat === "a_envoyer") return null;
  return (
    <>
      <Annonce piece={piece} />
      <Lu piece={piece} />
      {piece.pages > 0 && (
        <img
          key={piece.version}
          class="vignette"
          src={adressePage(volet, piece.type, 1, true)}
          alt={t("pieces.page_envoyee", { n: 1 })}
          loading="lazy"
        />
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
  "titulaire",
  "hebergeant",
  "date_emission",
  "mois",
  "annee_scolaire",
  "date_effet",
  "expiration",
  "adresse",
  "code_postal",
  "commune",
];

function Lu({ piece }: { piece: Piece }) {
  const lignes = ordre.flatMap((cle) => {
    const valeur = piece.found[cle];
    const nom = tSiConnu("pieces", `lu_${cle}`);
    return nom && valeur ? [{ cle, nom, valeur: enClair(valeur) }] : [];
  });
  if (lignes.length === 0) return null;
  return (
    <section class="carte" aria-labelledby="lu">
      <h2 id="lu">{t("pieces.lu_titre")}</h2>
      <dl class="valeurs">
        {lignes.map(({ cle, nom, valeur }) => (
          <>
            <dt key={`${cle}-nom`}>{nom}</dt>
            <dd key={cle}>{valeur}</dd>
          </>
        ))}
      </dl>
    </section>
  );
}

const moisLong = new Intl.DateTimeFormat("fr-FR", { month: "long", year: "numeric", timeZone: "UTC" });

export function enClair(valeur: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(valeur)) return dateIso(valeur);
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(valeur))
    return moisLong.format(Date.UTC(Number(valeur.slice(0, 4)), Number(valeur.slice(5)) - 1));
  return valeur;
}

// What the machine read, what the school knows, and what it advises. It advises: the decision is the agent's.
import { useState } from "preact/hooks";
import type { PieceRelue } from "../../api.gen";
import { t, tSiConnu } from "../../commun/i18n";
import type { Fait } from "./pages";
import { ibanCache, ibanEntier, preuve, rangerFaits, valeurEnClair } from "./valeurs";

interface Proprietes {
  piece: PieceRelue;
  montre: Fait | undefined;
  montrer: (fait: Fait | undefined) => void;
}

export function Faits({ piece, montre, montrer }: Proprietes) {
  const faits = rangerFaits(piece);
  const code = preuve(piece);
  const jour = (cle: string) => piece.found.find((fait) => fait.cle === cle)?.valeur ?? "";
  const prolongee = jour("expiration_imprimee") !== "" && jour("expiration_reelle") > jour("expiration_imprimee");
  return (
    <>
      <h2>{t("agent.attendu")}</h2>
      <dl class="attendu">
        <div>
          <dt>{t("agent.attendu_noms")}</dt>
          {piece.attendu.noms.map((nom) => (
            <dd key={nom}>{nom}</dd>
          ))}
        </div>
        {piece.attendu.adresse.length > 0 && (
          <div>
            <dt>{t("agent.attendu_adresse")}</dt>
            <dd>
              {piece.attendu.adresse.map((ligne) => (
                <span class="bloc" key={ligne}>
                  {ligne}
                </span>
              ))}
            </dd>
          </div>
        )}
      </dl>
      <h2>{t("agent.lu")}</h2>
      {code && <p class={code.bonne ? "preuve preuve-bonne" : "preuve"}>{code.phrase}</p>}
      {prolongee && <p class="preuve">{t("agent.prolongee")}</p>}
      {faits.length === 0 ? (
        <p class="discret">{t("agent.lu_rien")}</p>
      ) : (
        <ul class="faits">
          {faits.map((fait) => (
            <UnFait key={fait.cle} fait={fait} vif={fait === montre} montrer={montrer} />
          ))}
        </ul>
      )}
    </>
  );
}

interface ProprietesFait {
  fait: Fait;
  vif: boolean;
  montrer: (fait: Fait | undefined) => void;
}

function UnFait({ fait, vif, montrer }: ProprietesFait) {
  // An account's number is shown whole on demand only: a screen is seen from the counter.
  const [entier, ouvrir] = useState(false);
  const iban = fait.cle === "iban";
  const valeur = iban ? (entier ? ibanEntier(fait.valeur) : ibanCache(fait.valeur)) : valeurEnClair(fait);
  return (
    <li>
      <button
        type="button"
        class={vif ? "fait fait-vif" : "fait"}
        onClick={() => montrer(fait)}
        onFocus={() => montrer(fait)}
        onBlur={() => montrer(undefined)}
        onMouseEnter={() => montrer(fait)}
        onMouseLeave={() => montrer(undefined)}
      >
        <span class="fait-nom">{tSiConnu("agent", `lu_${fait.cle}`) ?? fait.cle}</span>
        <span class={iban ? "fait-valeur code" : "fait-valeur"}>
          {valeur}
          {!fait.sure && <span class="doute"> {t("agent.lu_peu_sur")}</span>}
        </span>
      </button>
      {iban && (
        <button type="button" class="bouton bouton-lien" onClick={() => ouvrir(!entier)}>
          {t(entier ? "agent.iban_cacher" : "agent.iban_montrer")}
        </button>
      )}
    </li>
  );
}

export function Avis({ piece }: { piece: PieceRelue }) {
  const genre = piece.outcome === "conforme" ? "succes" : "attention";
  return (
    <div class={`alerte alerte-${genre} avis`}>
      <span class="alerte-signe" aria-hidden="true">
        {genre === "succes" ? "✓" : "!"}
      </span>
      <div>
        <p class="alerte-titre">{t(piece.outcome ? `agent.conseil_${piece.outcome}` : "agent.conseil_absent")}</p>
        {piece.reasons.length > 0 && (
          <ul>
            {piece.reasons.map((raison) => (
              <li key={raison}>
                {tSiConnu("agent", `raison_${raison}_${piece.type}`) ?? tSiConnu("agent", `raison_${raison}`) ?? raison}
              </li>
            ))}
          </ul>
        )}
        {piece.type_guess && piece.type_guess !== piece.type && piece.type_guess !== "autre" && (
          <p>{t("agent.ressemble", { type: tSiConnu("piece", piece.type_guess) ?? piece.type_guess })}</p>
        )}
      </div>
    </div>
  );
}

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { t } from "../i18n";

interface Proprietes {
  nom: string; // also the id a Resume leads to
  type?: "text" | "password" | "tel" | "email" | "date" | "search" | "number";
  autocomplete?: string; // a password manager must know the field (WCAG 3.3.8)
  inputMode?: "text" | "numeric" | "tel" | "email";
  maximum?: number;
  exemple?: string;
  libelle: string;
  aide?: string;
  erreur?: string | undefined;
  facultatif?: boolean;
  valeur: string;
  changer: (valeur: string) => void;
}

export function Champ({
  nom,
  libelle,
  aide,
  erreur,
  facultatif = false,
  valeur,
  changer,
  type = "text",
  ...autres
}: Proprietes) {
  const [montre, montrer] = useState(false);
  const secret = type === "password";
  return (
    <Cadre nom={nom} libelle={libelle} aide={aide} erreur={erreur} facultatif={facultatif}>
      <div class={secret ? "champ-secret" : undefined}>
        <input
          autocapitalize={secret ? "none" : undefined}
          spellcheck={secret ? false : undefined}
          autocomplete={autres.autocomplete ?? "off"}
          inputMode={autres.inputMode}
          maxLength={autres.maximum}
          placeholder={autres.exemple}
          id={nom}
          name={nom}
          class="champ-saisie"
          type={(secret && montre ? "text" : type) as "text"} // Preact types each kind of input apart
          value={valeur}
          aria-required={facultatif ? undefined : true}
          aria-invalid={erreur ? true : undefined}
          aria-describedby={descriptions(nom, aide, erreur)}
          onInput={(saisie) => changer(saisie.currentTarget.value)}
        />
        {secret && (
          <button
            type="button"
            class="bouton bouton-lien"
            aria-controls={nom}
            aria-pressed={montre}
            onClick={() => montrer(!montre)}
          >
            {t(montre ? "commun.cacher" : "commun.montrer")}
          </button>
        )}
      </div>
    </Cadre>
  );
}

interface ProprietesTexte {
  nom: string;
  libelle: string;
  aide?: string;
  erreur?: string | undefined;
  facultatif?: boolean;
  valeur: string;
  changer: (valeur: string) => void;
  lignes?: number;
  maximum?: number;
}

export function ChampLong({
  nom,
  libelle,
  aide,
  erreur,
  facultatif = false,
  valeur,
  changer,
  lignes = 4,
  maximum,
}: ProprietesTexte) {
  return (
    <Cadre nom={nom} libelle={libelle} aide={aide} erreur={erreur} facultatif={facultatif}>
      <textarea
        id={nom}
        name={nom}
        class="champ-saisie"
        rows={lignes}
        maxLength={maximum}
        value={valeur}
        aria-required={facultatif ? undefined : true}
        aria-invalid={erreur ? true : undefined}
        aria-describedby={descriptions(nom, aide, erreur)}
        onInput={(saisie) => changer(saisie.currentTarget.value)}
      />
    </Cadre>
  );
}

interface ProprietesChoix {
  nom: string;
  legende: string;
  aide?: string;
  erreur?: string | undefined;
  choix: ReadonlyArray<{ valeur: string; libelle: string; aide?: string }>;
  valeur: string;
  changer: (valeur: string) => void;
}

// Radio buttons, one under the other: every answer is seen without opening anything.
export function Choix({ nom, legende, aide, erreur, choix, valeur, changer }: ProprietesChoix) {
  return (
    <fieldset class={erreur ? "champ champ-errone" : "champ"} aria-describedby={descriptions(nom, aide, erreur)}>
      <legend>{legende}</legend>
      {aide && (
        <p class="champ-aide" id={`${nom}-aide`}>
          {aide}
        </p>
      )}
      {erreur && (
        <p class="champ-erreur" id={`${nom}-erreur`}>
          {erreur}
        </p>
      )}
      {choix.map((un, rang) => (
        <label class="choix" key={un.valeur}>
          <input
            type="radio"
            id={rang === 0 ? nom : undefined}
            name={nom}
            value={un.valeur}
            checked={un.valeur === valeur}
            onChange={() => changer(un.valeur)}
          />
          <span>
            {un.libelle}
            {un.aide && <span class="champ-aide">{un.aide}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

interface ProprietesCase {
  nom: string;
  libelle: string;
  coche: boolean;
  changer: (coche: boolean) => void;
}

export function Case({ nom, libelle, coche, changer }: ProprietesCase) {
  return (
    <label class="choix">
      <input
        type="checkbox"
        id={nom}
        name={nom}
        checked={coche}
        onChange={(clic) => changer(clic.currentTarget.checked)}
      />
      <span>{libelle}</span>
    </label>
  );
}

interface ProprietesCadre {
  nom: string;
  libelle: string;
  aide: string | undefined;
  erreur: string | undefined;
  facultatif: boolean;
  children: ComponentChildren;
}

function Cadre({ nom, libelle, aide, erreur, facultatif, children }: ProprietesCadre) {
  return (
    <div class={erreur ? "champ champ-errone" : "champ"}>
      <label for={nom}>
        {libelle}
        {facultatif && <span class="champ-facultatif"> ({t("commun.facultatif")})</span>}
      </label>
      {aide && (
        <p class="champ-aide" id={`${nom}-aide`}>
          {aide}
        </p>
      )}
      {erreur && (
        <p class="champ-erreur" id={`${nom}-erreur`}>
          {erreur}
        </p>
      )}
      {children}
    </div>
  );
}

function descriptions(nom: string, aide: string | undefined, erreur: string | undefined): string | undefined {
  const ids = [aide && `${nom}-aide`, erreur && `${nom}-erreur`].filter(Boolean);
  return ids.length ? ids.join(" ") : undefined;
}

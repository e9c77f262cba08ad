// The nurse's counter at the box when she reads from her disk: the bag goes out, the returns come in, and nothing is ever
// opened here. It holds no screen that could.
import { useEffect, useState } from "preact/hooks";
import type { BilanRetours, Infirmerie, Retours } from "../api.gen";
import { lireInfirmerie, lireSacoche, rendreRetours } from "../commun/api_infirmerie";
import { activationDe, dansPorte, ecranPhrase, type Porte } from "../commun/acces/porte";
import { messageAcces } from "../commun/acces/connexion";
import type { Ecran } from "../commun/application";
import { Alerte } from "../commun/composants/Alerte";
import { Bouton } from "../commun/composants/Bouton";
import { Titre } from "../commun/composants/Titre";
import { t } from "../commun/i18n";
import { versHex } from "../commun/octets";
import { aller } from "../commun/route";
import { enregistrer } from "../infirmerie/enregistrer";

const porte: Porte = {
  roles: ["infirmerie"],
  accueil: "/portail",
  titre: "portail.entree_titre",
  intro: "portail.entree_intro",
  phrase: "portail.phrase",
};
const Activation = activationDe(porte, () => aller("/portail", { remplacer: true }));
const Espace = dansPorte(porte, Portail);

export const ecrans: readonly Ecran[] = [
  { chemin: "/portail", titre: "portail.titre", charger: () => Promise.resolve(Espace) },
  ecranPhrase(porte),
  { chemin: "/portail/activation", titre: "acces.lettre_titre", charger: () => Promise.resolve(Activation) },
];

function Portail() {
  const [etat, poser] = useState<Infirmerie>();
  const [erreur, poserErreur] = useState<string>();
  const relire = () =>
    void lireInfirmerie().then((lu) => {
      if (lu.ok) poser(lu.value);
      else poserErreur(messageAcces(lu));
    });
  useEffect(relire, []);
  return (
    <>
      <Titre>{t("portail.titre")}</Titre>
      {erreur && (
        <Alerte genre="erreur">
          <p>{erreur}</p>
        </Alerte>
      )}
      {etat && (
        <p role="status">
          <strong>{t("portail.recues", { n: etat.deposes })}</strong> {t("portail.attendues", { n: etat.attendus })}
        </p>
      )}
      {etat && !etat.bureau && (
        <Alerte genre="info">
          <p>{t("portail.sans_serrure")}</p>
        </Alerte>
      )}
      <ol class="comptoir">
        <li>
          <Lecteur />
        </li>
        <li>
          <Sacoche />
        </li>
        <li>
          <Rendre rendu={relire} />
        </li>
      </ol>
    </>
  );
}

const fichierLecteur = "lecteur-infirmerie.html";

// The print of the file is of what she received, computed here: compared with the published one, it tells a file that was changed.
function Lecteur() {
  const [empreinte, poser] = useState<string>();
  const [erreur, poserErreur] = useState(false);
  const prendre = async () => {
    const reponse = await fetch(`/${fichierLecteur}`, { cache: "no-store", redirect: "error" }).catch(() => null);
    const octets = reponse?.ok ? new Uint8Array(await reponse.arrayBuffer()) : undefined;
    poserErreur(!octets);
    if (!octets) return;
    poser(versHex(new Uint8Array(await crypto.subtle.digest("SHA-384", octets))));
    enregistrer(fichierLecteur, octets);
  };
  return (
    <section class="carte">
      <h2>{t("portail.lecteur_titre")}</h2>
      <p>{t("portail.lecteur")}</p>
      {erreur && (
        <Alerte genre="erreur">
          <p>{t("erreur.reseau_indisponible")}</p>
        </Alerte>
      )}
      <Bouton genre="second" onClick={() => void prendre()}>
        {t("portail.lecteur_bouton")}
      </Bouton>
      {empreinte && (
        <Alerte genre="succes" titre={t("portail.lecteur_empreinte")}>
          <p class="code empreinte-fichier">{empreinte}</p>
        </Alerte>
      )}
    </section>
  );
}

function Sacoche() {
  const [erreur, poserErreur] = useState<string>();
  const prendre = async () => {
    const sacoche = await lireSacoche();
    poserErreur(sacoche.ok ? undefined : messageAcces(sacoche));
    if (sacoche.ok)
      enregistrer(`sacoche-${new Date().toISOString().slice(0, 10)}.dscobag`, new Uint8Array(sacoche.value));
  };
  return (
    <section class="carte">
      <h2>{t("portail.sacoche_titre")}</h2>
      <p>{t("portail.sacoche")}</p>
      {erreur && (
        <Alerte genre="erreur">
          <p>{erreur}</p>
        </Alerte>
      )}
      <Bouton onClick={() => void prendre()}>{t("portail.sacoche_bouton")}</Bouton>
    </section>
  );
}

const retoursMax = 64 * 1024 * 1024;

function Rendre({ rendu }: { rendu: () => void }) {
  const [bilan, poser] = useState<BilanRetours>();
  const [erreur, poserErreur] = useState<string>();
  const rendre = async (fichier: File | undefined) => {
    if (!fichier) return;
    poser(undefined);
    const retours = fichier.size <= retoursMax ? lireRetours(await fichier.text()) : undefined;
    if (!retours) return poserErreur(t("portail.retours_faux"));
    const fait = await rendreRetours(retours);
    poserErreur(fait.ok ? undefined : messageAcces(fait));
    if (!fait.ok) return;
    poser(fait.value);
    rendu();
  };
  return (
    <section class="carte">
      <h2>{t("portail.retours_titre")}</h2>
      <p>{t("portail.retours")}</p>
      {erreur && (
        <Alerte genre="erreur">
          <p>{erreur}</p>
        </Alerte>
      )}
      {bilan && (
        <Alerte genre={bilan.refuses.length === 0 ? "succes" : "attention"} titre={t("portail.retours_faits")}>
          <ul>
            {bilan.recus > 0 && <li>{t("portail.bilan_recus", { n: bilan.recus })}</li>}
            {bilan.renveloppes > 0 && <li>{t("portail.bilan_renveloppes", { n: bilan.renveloppes })}</li>}
            {bilan.messages > 0 && <li>{t("portail.bilan_messages", { n: bilan.messages })}</li>}
            {bilan.publication && <li>{t("portail.bilan_publication")}</li>}
          </ul>
          {bilan.refuses.length > 0 && (
            <p>
              {t("portail.bilan_refuses", { n: bilan.refuses.length })}{" "}
              {[...new Set(bilan.refuses.map(({ code }) => messageAcces({ code })))].join(" ")}
            </p>
          )}
        </Alerte>
      )}
      <label class="depot">
        {t("portail.retours_choisir")}
        <input
          type="file"
          accept=".dscoret"
          onChange={(choix) => {
            void rendre(choix.currentTarget.files?.[0]);
            choix.currentTarget.value = "";
          }}
        />
      </label>
    </section>
  );
}

function lireRetours(texte: string): Retours | undefined {
  try {
    const lu = JSON.parse(texte) as Retours;
    return lu.schema === "retours/1" ? lu : undefined;
  } catch {
    return undefined;
  }
}

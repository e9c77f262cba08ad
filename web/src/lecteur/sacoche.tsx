// The door of the file: a bag first; then, on every screen, what is still to be saved and taken back to the portal.
import type { ComponentType, FunctionComponent } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { ProprietesEcran } from "../commun/application";
import { Alerte } from "../commun/composants/Alerte";
import { Bouton } from "../commun/composants/Bouton";
import { Titre } from "../commun/composants/Titre";
import { t } from "../commun/i18n";
import { enregistrer } from "../infirmerie/enregistrer";
import type { ProprietesLecteur } from "../infirmerie/lecteur";
import { lireSacoche } from "../infirmerie/sacoche";
import {
  fichierRetours,
  marquerGardes,
  nomEtablissement,
  poserSacoche,
  retoursGardes,
  surRetours,
} from "../infirmerie/source_sacoche";

export function dansSacoche(Corps: FunctionComponent<ProprietesLecteur>): ComponentType<ProprietesEcran> {
  return function AvecSacoche({ parametres }: ProprietesEcran) {
    const [nom, poser] = useState(nomEtablissement);
    if (nom === "") return <OuvrirSacoche ouverte={() => poser(nomEtablissement())} />;
    return (
      <>
        <Retours />
        <Corps parametres={parametres} etablissement={{ nom, demonstration: false }} />
      </>
    );
  };
}

const sacocheMax = 1 << 30;

function OuvrirSacoche({ ouverte }: { ouverte: () => void }) {
  const [erreur, poserErreur] = useState<string>();
  const [survol, survoler] = useState(false);
  const prendre = async (fichier: File | undefined) => {
    if (!fichier) return;
    const sacoche = fichier.size <= sacocheMax ? lireSacoche(new Uint8Array(await fichier.arrayBuffer())) : undefined;
    if (!sacoche) return poserErreur(t("sacoche.sacoche_fausse"));
    poserSacoche(sacoche);
    ouverte();
  };
  return (
    <div class="entree">
      <Titre>{t("sacoche.sacoche_titre")}</Titre>
      <p>{t("sacoche.sacoche_texte")}</p>
      {erreur && (
        <Alerte genre="erreur">
          <p>{erreur}</p>
        </Alerte>
      )}
      <label
        class={survol ? "depot depot-survol" : "depot"}
        onDragOver={(geste) => {
          geste.preventDefault();
          survoler(true);
        }}
        onDragLeave={() => survoler(false)}
        onDrop={(geste) => {
          geste.preventDefault();
          survoler(false);
          void prendre(geste.dataTransfer?.files[0]);
        }}
      >
        {t("sacoche.sacoche_deposer")}
        <input
          type="file"
          accept=".dscobag"
          onChange={(choix) => {
            void prendre(choix.currentTarget.files?.[0]);
            choix.currentTarget.value = ""; // the same name again, once the file is whole
          }}
        />
      </label>
      <p class="discret">{t("sacoche.sacoche_reseau")}</p>
    </div>
  );
}

function Retours() {
  const [gardes, voir] = useState(retoursGardes);
  useEffect(() => surRetours(() => voir(retoursGardes())), []);
  useEffect(() => {
    if (gardes) return;
    const retenir = (depart: BeforeUnloadEvent) => depart.preventDefault();
    addEventListener("beforeunload", retenir);
    return () => removeEventListener("beforeunload", retenir);
  }, [gardes]);
  if (gardes) return null;
  const garder = () => {
    const { nom, texte } = fichierRetours();
    enregistrer(nom, texte);
    marquerGardes();
  };
  return (
    <div class="retours sans-impression">
      <p role="status">{t("sacoche.retours_attente")}</p>
      <Bouton onClick={garder}>{t("sacoche.retours_garder")}</Bouton>
    </div>
  );
}

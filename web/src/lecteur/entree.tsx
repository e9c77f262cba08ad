// The reader as one file, opened from her disk: the same screens, a bag instead of a box, and no network at all.
import { render } from "preact";
import partages from "virtual:textes/partages";
import sante from "virtual:textes/sante";
import propres from "virtual:textes/infirmerie";
import sacoche from "virtual:textes/sacoche";
import { Application } from "../commun/application";
import { chargerTextes } from "../commun/i18n";
import { suivreLiens } from "../commun/route";
import { ecransLecteur } from "../infirmerie/lecteur";
import { choisirSource } from "../infirmerie/source";
import { sourceSacoche } from "../infirmerie/source_sacoche";
import { dansSacoche } from "./sacoche";
import "../commun/style/style";
import "../agent/agent.css";
import "../infirmerie/infirmerie.css";

chargerTextes(partages);
chargerTextes(propres);
chargerTextes(sante);
chargerTextes(sacoche);
choisirSource(sourceSacoche);
suivreLiens("/infirmerie");

const racine = document.getElementById("app");
if (racine) {
  racine.textContent = "";
  const ecrans = ecransLecteur(dansSacoche);
  render(<Application marque="coquille.lecteur" accueil="/infirmerie" ecrans={ecrans} horsLigne />, racine);
}

import { render } from "preact";
import partages from "virtual:textes/partages";
import propres from "virtual:textes/portail";
import { Application } from "../commun/application";
import { chargerTextes } from "../commun/i18n";
import { suivreLiens } from "../commun/route";
import { surveillerPresence } from "../commun/session";
import { ecrans } from "./portail";
import "../commun/style/style";
import "../agent/agent.css";
import "../infirmerie/infirmerie.css";

chargerTextes(partages);
chargerTextes(propres);
suivreLiens("/portail");
surveillerPresence();

const racine = document.getElementById("app");
if (racine) {
  racine.textContent = "";
  render(<Application marque="coquille.infirmerie" accueil="/portail" ecrans={ecrans} />, racine);
}

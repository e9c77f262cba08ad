import { render } from "preact";
import partages from "virtual:textes/partages";
import propres from "virtual:textes/famille";
import { Application } from "../commun/application";
import { chargerTextes } from "../commun/i18n";
import { suivreLiens } from "../commun/route";
import { surveillerPresence } from "../commun/session";
import { ecrans } from "./ecrans";
import "../commun/style/style";
import "./famille.css";

chargerTextes(partages);
chargerTextes(propres);
suivreLiens("/");
surveillerPresence();

const racine = document.getElementById("app");
if (racine) {
  racine.textContent = "";
  render(<Application marque="coquille.famille" accueil="/" ecrans={ecrans} />, racine);
}

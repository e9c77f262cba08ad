import { render } from "preact";
import partages from "virtual:textes/partages";
import sante from "virtual:textes/sante";
import propres from "virtual:textes/infirmerie";
import { Application } from "../commun/application";
import { chargerTextes } from "../commun/i18n";
import { suivreLiens } from "../commun/route";
import { surveillerPresence } from "../commun/session";
import { ecrans } from "./ecrans";
import { choisirSource } from "./source";
import { sourcePage } from "./source_page";
import "../commun/style/style";
import "../agent/agent.css";
import "./infirmerie.css";

chargerTextes(partages);
chargerTextes(propres);
chargerTextes(sante);
choisirSource(sourcePage);
suivreLiens("/infirmerie");
surveillerPresence();

const racine = document.getElementById("app");
if (racine) {
  racine.textContent = "";
  render(<Application marque="coquille.infirmerie" accueil="/infirmerie" ecrans={ecrans} />, racine);
}

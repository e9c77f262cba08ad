import { render } from "preact";
import motifs from "virtual:textes/motif";
import partages from "virtual:textes/partages";
import propres from "virtual:textes/agent";
import { Application } from "../commun/application";
import { chargerTextes } from "../commun/i18n";
import { suivreLiens } from "../commun/route";
import { surveillerPresence } from "../commun/session";
import { ecrans } from "./ecrans";
import "../commun/style/style";
import "./agent.css";

chargerTextes(partages);
chargerTextes(propres);
chargerTextes(motifs);
suivreLiens("/agent");
surveillerPresence();

const racine = document.getElementById("app");
if (racine) {
  racine.textContent = "";
  render(<Application marque="coquille.agent" accueil="/agent" ecrans={ecrans} />, racine);
}

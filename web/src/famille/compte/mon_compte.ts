// « Mon compte », one file to fetch.
export { Compte } from "./compte";
export { ChangerPhrase } from "./phrase";

// « Mon compte », one file to fetch.
export { Compte } from "./compte";
export { ChangerPhrase } from "./phrase";
export { Second } from "./second";

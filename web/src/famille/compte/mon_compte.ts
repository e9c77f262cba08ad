// « Mon compte », one file to fetch.
export { Compte } from "./compte";
export { Journal } from "./journal";
export { Phrase } from "./phrase";
export { Second } from "./second";

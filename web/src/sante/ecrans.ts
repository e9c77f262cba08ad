// The health screens, one file to fetch.
export { Sante } from "./explication";
export { Formulaire } from "./formulaire";
export { Mienne } from "./mienne";
export { Relire } from "./relire";

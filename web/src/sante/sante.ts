// The health screens, one file to fetch.
export { Envoyees } from "./envoyees";
export { Sante } from "./explication";
export { Formulaire } from "./formulaire";
export { accueillir } from "./jointes";
export { Messages } from "./messages";
export { Papiers } from "./papiers";
export { Relecture } from "./relecture";
export { Relire } from "./relire";

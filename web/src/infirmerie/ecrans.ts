import type { Ecran } from "../commun/application";

// One line per screen; each is a file of its own, fetched when its address is.
export const ecrans: readonly Ecran[] = [];

// How people read codes: 123 456 · ABCD EFGH · a key in groups of four.
const par = (taille: number) => (texte: string) => texte.match(new RegExp(`.{1,${taille}}`, "g"))?.join(" ") ?? "";

export const groupeSix = par(3);
export const groupeCode = par(4);
